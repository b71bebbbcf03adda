package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ZnodeAcls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData.DeleteAclsFilter;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsMatchingAcl;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * DeleteAcls (api key 31): takes back what fits the filters, and answers when it counts. Source:
 * DeleteAclsRequest.json, KIP-140, KIP-290.
 */
public final class DeleteAclsHandler
    implements ApiHandler<DeleteAclsRequestData, DeleteAclsResponseData> {
  private final @Nullable ZnodeAcls acls;

  /**
   * @param acls null for a broker without an authorizer
   */
  public DeleteAclsHandler(@Nullable ZnodeAcls acls) {
    this.acls = acls;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DELETE_ACLS;
  }

  @Override
  public CompletionStage<DeleteAclsResponseData> handle(
      RequestContext context, DeleteAclsRequestData request) {
    if (acls == null) {
      return CompletableFuture.completedStage(
          refuse(request, Errors.SECURITY_DISABLED, "No Authorizer is configured."));
    }
    List<AclBindingFilter> filters =
        request.filters().stream().map(DeleteAclsHandler::filter).toList();
    if (filters.stream().anyMatch(AclBindingFilter::isUnknown)) {
      return CompletableFuture.failedStage(
          new CloseConnectionException("DeleteAcls with an unknown type: " + filters));
    }
    List<List<AclBinding>> matching = filters.stream().map(acls::find).toList();
    Map<ResourcePattern, Set<AccessControlEntry>> byPattern = new HashMap<>();
    for (List<AclBinding> matches : matching) {
      for (AclBinding binding : matches) {
        byPattern
            .computeIfAbsent(binding.pattern(), pattern -> new HashSet<>())
            .add(binding.entry());
      }
    }
    Map<ResourcePattern, CompletableFuture<Errors>> removals = new HashMap<>();
    byPattern.forEach(
        (pattern, entries) ->
            removals.put(pattern, acls.remove(pattern, entries).toCompletableFuture()));
    return CompletableFuture.allOf(removals.values().toArray(CompletableFuture[]::new))
        .thenApply(done -> response(matching, removals));
  }

  private static DeleteAclsResponseData response(
      List<List<AclBinding>> matching, Map<ResourcePattern, CompletableFuture<Errors>> removals) {
    DeleteAclsResponseData response = new DeleteAclsResponseData();
    for (List<AclBinding> matches : matching) {
      DeleteAclsFilterResult result = new DeleteAclsFilterResult().setErrorMessage(null);
      for (AclBinding binding : matches) {
        CompletableFuture<Errors> removed = removals.get(binding.pattern());
        Errors error = removed == null ? Errors.NONE : removed.join();
        result.matchingAcls().add(matching(binding, error));
      }
      response.filterResults().add(result);
    }
    return response;
  }

  private static DeleteAclsMatchingAcl matching(AclBinding binding, Errors error) {
    return new DeleteAclsMatchingAcl()
        .setErrorCode(error.code())
        .setErrorMessage(error == Errors.NONE ? null : error.message())
        .setResourceType(binding.pattern().resourceType().code())
        .setResourceName(binding.pattern().name())
        .setPatternType(binding.pattern().patternType().code())
        .setPrincipal(binding.entry().principal())
        .setHost(binding.entry().host())
        .setOperation(binding.entry().operation().code())
        .setPermissionType(binding.entry().permissionType().code());
  }

  private static AclBindingFilter filter(DeleteAclsFilter filter) {
    return new AclBindingFilter(
        new ResourcePatternFilter(
            ResourceType.fromCode(filter.resourceTypeFilter()),
            filter.resourceNameFilter(),
            PatternType.fromCode(filter.patternTypeFilter())),
        new AccessControlEntryFilter(
            filter.principalFilter(),
            filter.hostFilter(),
            AclOperation.fromCode(filter.operation()),
            AclPermissionType.fromCode(filter.permissionType())));
  }

  @Override
  public DeleteAclsResponseData refuse(
      DeleteAclsRequestData request, Errors error, String message) {
    List<DeleteAclsFilterResult> results = new ArrayList<>();
    request
        .filters()
        .forEach(
            filter ->
                results.add(
                    new DeleteAclsFilterResult()
                        .setErrorCode(error.code())
                        .setErrorMessage(message)));
    return new DeleteAclsResponseData().setFilterResults(results);
  }
}
