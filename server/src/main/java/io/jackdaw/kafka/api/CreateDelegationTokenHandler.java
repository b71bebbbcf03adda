package io.jackdaw.kafka.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.CreateDelegationTokenRequestData;
import org.apache.kafka.common.message.CreateDelegationTokenResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * CreateDelegationToken (api key 38): answers as a broker without {@code
 * delegation.token.secret.key}. Source: CreateDelegationTokenRequest.json, KIP-48.
 */
public final class CreateDelegationTokenHandler
    implements ApiHandler<CreateDelegationTokenRequestData, CreateDelegationTokenResponseData> {
  private static final int FIRST_WITH_REQUESTER = 3;

  @Override
  public ApiKeys key() {
    return ApiKeys.CREATE_DELEGATION_TOKEN;
  }

  @Override
  public CompletionStage<CreateDelegationTokenResponseData> handle(
      RequestContext context, CreateDelegationTokenRequestData request) {
    Errors error = DelegationTokens.refusal(context);
    CreateDelegationTokenResponseData response =
        refuse(request, error, error.message())
            .setPrincipalType("User")
            .setPrincipalName(context.user());
    if (context.version() >= FIRST_WITH_REQUESTER) {
      response
          .setTokenRequesterPrincipalType("User")
          .setTokenRequesterPrincipalName(context.user());
    }
    return CompletableFuture.completedStage(response);
  }

  @Override
  public CreateDelegationTokenResponseData refuse(
      CreateDelegationTokenRequestData request, Errors error, String message) {
    return new CreateDelegationTokenResponseData()
        .setErrorCode(error.code())
        .setIssueTimestampMs(-1)
        .setExpiryTimestampMs(-1)
        .setMaxTimestampMs(-1);
  }
}
