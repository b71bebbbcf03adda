package io.jackdaw.kafka.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DeleteAcls (api key 31): answers as a broker without an authorizer. Source:
 * DeleteAclsRequest.json, KIP-140.
 */
public final class DeleteAclsHandler
    implements ApiHandler<DeleteAclsRequestData, DeleteAclsResponseData> {
  @Override
  public ApiKeys key() {
    return ApiKeys.DELETE_ACLS;
  }

  @Override
  public CompletionStage<DeleteAclsResponseData> handle(
      RequestContext context, DeleteAclsRequestData request) {
    return CompletableFuture.completedStage(
        refuse(request, Errors.SECURITY_DISABLED, "No Authorizer is configured."));
  }

  @Override
  public DeleteAclsResponseData refuse(
      DeleteAclsRequestData request, Errors error, String message) {
    return new DeleteAclsResponseData()
        .setFilterResults(
            request.filters().stream()
                .map(
                    filter ->
                        new DeleteAclsFilterResult()
                            .setErrorCode(error.code())
                            .setErrorMessage(message))
                .toList());
  }
}
