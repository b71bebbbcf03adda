package io.jackdaw.kafka.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeDelegationTokenRequestData;
import org.apache.kafka.common.message.DescribeDelegationTokenResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeDelegationToken (api key 41): answers as a broker without {@code
 * delegation.token.secret.key}. Source: DescribeDelegationTokenRequest.json, KIP-48.
 */
public final class DescribeDelegationTokenHandler
    implements ApiHandler<DescribeDelegationTokenRequestData, DescribeDelegationTokenResponseData> {
  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_DELEGATION_TOKEN;
  }

  @Override
  public CompletionStage<DescribeDelegationTokenResponseData> handle(
      RequestContext context, DescribeDelegationTokenRequestData request) {
    Errors error = DelegationTokens.refusal(context);
    return CompletableFuture.completedStage(refuse(request, error, error.message()));
  }

  @Override
  public DescribeDelegationTokenResponseData refuse(
      DescribeDelegationTokenRequestData request, Errors error, String message) {
    return new DescribeDelegationTokenResponseData().setErrorCode(error.code());
  }
}
