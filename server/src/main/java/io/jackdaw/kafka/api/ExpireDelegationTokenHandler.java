package io.jackdaw.kafka.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ExpireDelegationTokenRequestData;
import org.apache.kafka.common.message.ExpireDelegationTokenResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ExpireDelegationToken (api key 40): answers as a broker without {@code
 * delegation.token.secret.key}. Source: ExpireDelegationTokenRequest.json, KIP-48.
 */
public final class ExpireDelegationTokenHandler
    implements ApiHandler<ExpireDelegationTokenRequestData, ExpireDelegationTokenResponseData> {
  @Override
  public ApiKeys key() {
    return ApiKeys.EXPIRE_DELEGATION_TOKEN;
  }

  @Override
  public CompletionStage<ExpireDelegationTokenResponseData> handle(
      RequestContext context, ExpireDelegationTokenRequestData request) {
    Errors error = DelegationTokens.refusal(context);
    return CompletableFuture.completedStage(refuse(request, error, error.message()));
  }

  @Override
  public ExpireDelegationTokenResponseData refuse(
      ExpireDelegationTokenRequestData request, Errors error, String message) {
    return new ExpireDelegationTokenResponseData()
        .setErrorCode(error.code())
        .setExpiryTimestampMs(-1);
  }
}
