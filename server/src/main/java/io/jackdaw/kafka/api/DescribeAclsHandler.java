package io.jackdaw.kafka.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeAcls (api key 29): answers as a broker without an authorizer. Source:
 * DescribeAclsRequest.json, KIP-140.
 */
public final class DescribeAclsHandler
    implements ApiHandler<DescribeAclsRequestData, DescribeAclsResponseData> {
  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_ACLS;
  }

  @Override
  public CompletionStage<DescribeAclsResponseData> handle(
      RequestContext context, DescribeAclsRequestData request) {
    return CompletableFuture.completedStage(
        refuse(request, Errors.SECURITY_DISABLED, "No Authorizer is configured on the broker"));
  }

  @Override
  public DescribeAclsResponseData refuse(
      DescribeAclsRequestData request, Errors error, String message) {
    return new DescribeAclsResponseData().setErrorCode(error.code()).setErrorMessage(message);
  }
}
