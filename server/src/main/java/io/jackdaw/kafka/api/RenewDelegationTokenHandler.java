package io.jackdaw.kafka.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.RenewDelegationTokenRequestData;
import org.apache.kafka.common.message.RenewDelegationTokenResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * RenewDelegationToken (api key 39): answers as a broker without {@code
 * delegation.token.secret.key}. Source: RenewDelegationTokenRequest.json, KIP-48.
 */
public final class RenewDelegationTokenHandler
    implements ApiHandler<RenewDelegationTokenRequestData, RenewDelegationTokenResponseData> {
  @Override
  public ApiKeys key() {
    return ApiKeys.RENEW_DELEGATION_TOKEN;
  }

  @Override
  public CompletionStage<RenewDelegationTokenResponseData> handle(
      RequestContext context, RenewDelegationTokenRequestData request) {
    Errors error = DelegationTokens.refusal(context);
    return CompletableFuture.completedStage(refuse(request, error, error.message()));
  }

  @Override
  public RenewDelegationTokenResponseData refuse(
      RenewDelegationTokenRequestData request, Errors error, String message) {
    return new RenewDelegationTokenResponseData()
        .setErrorCode(error.code())
        .setExpiryTimestampMs(-1);
  }
}
