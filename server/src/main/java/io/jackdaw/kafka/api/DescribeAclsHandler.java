package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ZnodeAcls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.message.DescribeAclsResponseData.AclDescription;
import org.apache.kafka.common.message.DescribeAclsResponseData.DescribeAclsResource;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * DescribeAcls (api key 29): who may do what, as far as it fits a filter. Source:
 * DescribeAclsRequest.json, KIP-140, KIP-290.
 */
public final class DescribeAclsHandler
    implements ApiHandler<DescribeAclsRequestData, DescribeAclsResponseData> {
  private final @Nullable ZnodeAcls acls;

  /**
   * @param acls null for a broker without an authorizer
   */
  public DescribeAclsHandler(@Nullable ZnodeAcls acls) {
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
    AclBindingFilter filter = filter(request);
    if (filter.isUnknown()) {
      return CompletableFuture.failedStage(
          new CloseConnectionException("DescribeAcls with an unknown type: " + filter));
    }
    return CompletableFuture.completedStage(
        new DescribeAclsResponseData().setResources(resources(acls.find(filter))));
  }

  private static AclBindingFilter filter(DescribeAclsRequestData request) {
    return new AclBindingFilter(
        new ResourcePatternFilter(
            ResourceType.fromCode(request.resourceTypeFilter()),
            request.resourceNameFilter(),
            PatternType.fromCode(request.patternTypeFilter())),
        new AccessControlEntryFilter(
            request.principalFilter(),
            request.hostFilter(),
            AclOperation.fromCode(request.operation()),
            AclPermissionType.fromCode(request.permissionType())));
  }

  private static List<DescribeAclsResource> resources(List<AclBinding> bindings) {
    Map<ResourcePattern, DescribeAclsResource> resources = new LinkedHashMap<>();
    for (AclBinding binding : bindings) {
      resources
          .computeIfAbsent(binding.pattern(), DescribeAclsHandler::resource)
          .acls()
          .add(
              new AclDescription()
                  .setPrincipal(binding.entry().principal())
                  .setHost(binding.entry().host())
                  .setOperation(binding.entry().operation().code())
                  .setPermissionType(binding.entry().permissionType().code()));
    }
    return new ArrayList<>(resources.values());
  }

  private static DescribeAclsResource resource(ResourcePattern pattern) {
    return new DescribeAclsResource()
        .setResourceType(pattern.resourceType().code())
        .setResourceName(pattern.name())
        .setPatternType(pattern.patternType().code());
  }

  @Override
  public DescribeAclsResponseData refuse(
      DescribeAclsRequestData request, Errors error, String message) {
    return new DescribeAclsResponseData().setErrorCode(error.code()).setErrorMessage(message);
  }
}
