package io.jackdaw.kafka.api;

import io.jackdaw.kafka.acl.Acls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.message.DescribeAclsResponseData.AclDescription;
import org.apache.kafka.common.message.DescribeAclsResponseData.DescribeAclsResource;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourcePattern;
import org.jspecify.annotations.Nullable;

/** DescribeAcls (api key 29): access rules. Source: DescribeAclsRequest.json, KIP-140, KIP-290. */
public final class DescribeAclsHandler
    implements ApiHandler<DescribeAclsRequestData, DescribeAclsResponseData> {
  private final @Nullable Acls acls;

  /**
   * @param acls null without an authorizer
   */
  public DescribeAclsHandler(@Nullable Acls acls) {
    this.acls = acls;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_ACLS;
  }

  @Override
  public CompletionStage<DescribeAclsResponseData> handle(
      RequestContext context, DescribeAclsRequestData request) {
    if (acls == null) {
      return CompletableFuture.completedStage(
          refuse(request, Errors.SECURITY_DISABLED, "No Authorizer is configured on the broker"));
    }
    List<AclBinding> found =
        acls.follower()
            .image()
            .find(
                AclTexts.filter(
                    request.resourceTypeFilter(),
                    request.resourceNameFilter(),
                    request.patternTypeFilter(),
                    request.principalFilter(),
                    request.hostFilter(),
                    request.operation(),
                    request.permissionType()));
    Map<ResourcePattern, DescribeAclsResource> resources = new LinkedHashMap<>();
    for (AclBinding acl : found) {
      resources
          .computeIfAbsent(
              acl.pattern(),
              pattern ->
                  new DescribeAclsResource()
                      .setResourceType(pattern.resourceType().code())
                      .setResourceName(pattern.name())
                      .setPatternType(pattern.patternType().code()))
          .acls()
          .add(
              new AclDescription()
                  .setPrincipal(acl.entry().principal())
                  .setHost(acl.entry().host())
                  .setOperation(acl.entry().operation().code())
                  .setPermissionType(acl.entry().permissionType().code()));
    }
    return CompletableFuture.completedStage(
        new DescribeAclsResponseData()
            .setErrorMessage("")
            .setResources(new ArrayList<>(resources.values())));
  }

  @Override
  public DescribeAclsResponseData refuse(
      DescribeAclsRequestData request, Errors error, String message) {
    return new DescribeAclsResponseData().setErrorCode(error.code()).setErrorMessage(message);
  }
}
