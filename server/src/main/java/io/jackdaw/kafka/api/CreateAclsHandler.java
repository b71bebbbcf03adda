package io.jackdaw.kafka.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * CreateAcls (api key 30): answers as a broker without an authorizer. Source:
 * CreateAclsRequest.json, KIP-140.
 */
public final class CreateAclsHandler
    implements ApiHandler<CreateAclsRequestData, CreateAclsResponseData> {
  @Override
  public ApiKeys key() {
    return ApiKeys.CREATE_ACLS;
  }

  @Override
  public CompletionStage<CreateAclsResponseData> handle(
      RequestContext context, CreateAclsRequestData request) {
    return CompletableFuture.completedStage(
        refuse(request, Errors.SECURITY_DISABLED, "No Authorizer is configured."));
  }

  @Override
  public CreateAclsResponseData refuse(
      CreateAclsRequestData request, Errors error, String message) {
    return new CreateAclsResponseData()
        .setResults(
            request.creations().stream()
                .map(
                    creation ->
                        new AclCreationResult().setErrorCode(error.code()).setErrorMessage(message))
                .toList());
  }
}
