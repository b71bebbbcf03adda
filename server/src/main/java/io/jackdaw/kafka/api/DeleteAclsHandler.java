package io.jackdaw.kafka.api;

import io.jackdaw.kafka.acl.Acls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData.DeleteAclsFilter;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsMatchingAcl;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourcePattern;
import org.jspecify.annotations.Nullable;

/**
 * DeleteAcls (api key 31): removes the access rules that filters match. Source:
 * DeleteAclsRequest.json, KIP-140, KIP-290.
 */
public final class DeleteAclsHandler
    implements ApiHandler<DeleteAclsRequestData, DeleteAclsResponseData> {
  private final @Nullable Acls acls;

  /**
   * @param acls null without an authorizer
   */
  public DeleteAclsHandler(@Nullable Acls acls) {
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
          refuse(request, Errors.SECURITY_DISABLED, AclTexts.NO_AUTHORIZER));
    }
    Map<ResourcePattern, Set<AccessControlEntry>> doomed = new HashMap<>();
    List<DeleteAclsFilterResult> results = new ArrayList<>();
    for (DeleteAclsFilter filter : request.filters()) {
      results.add(matching(acls, filter, doomed));
    }
    List<CompletableFuture<Errors>> removals = new ArrayList<>();
    doomed.forEach(
        (pattern, entries) ->
            removals.add(
                acls.znodes()
                    .change(
                        pattern,
                        now -> {
                          Set<AccessControlEntry> left = new HashSet<>(now);
                          left.removeAll(entries);
                          return left;
                        })
                    .toCompletableFuture()));
    return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new))
        .thenCompose(done -> acls.follower().caughtUp())
        .thenApply(
            image -> {
              Errors worst =
                  removals.stream()
                      .map(CompletableFuture::join)
                      .filter(error -> error != Errors.NONE)
                      .findFirst()
                      .orElse(Errors.NONE);
              return worst == Errors.NONE
                  ? new DeleteAclsResponseData().setFilterResults(results)
                  : refuse(request, worst, worst.message());
            });
  }

  private static DeleteAclsFilterResult matching(
      Acls acls, DeleteAclsFilter filter, Map<ResourcePattern, Set<AccessControlEntry>> doomed) {
    DeleteAclsFilterResult result = new DeleteAclsFilterResult().setErrorMessage(null);
    List<AclBinding> found;
    try {
      found =
          acls.follower()
              .image()
              .find(
                  AclTexts.filter(
                      filter.resourceTypeFilter(),
                      filter.resourceNameFilter(),
                      filter.patternTypeFilter(),
                      filter.principalFilter(),
                      filter.hostFilter(),
                      filter.operation(),
                      filter.permissionType()));
    } catch (InvalidRequestException wrong) {
      return refused(Errors.INVALID_REQUEST, String.valueOf(wrong.getMessage()));
    }
    for (AclBinding acl : found) {
      doomed.computeIfAbsent(acl.pattern(), it -> new HashSet<>()).add(acl.entry());
      result
          .matchingAcls()
          .add(
              new DeleteAclsMatchingAcl()
                  .setErrorMessage(null)
                  .setResourceType(acl.pattern().resourceType().code())
                  .setResourceName(acl.pattern().name())
                  .setPatternType(acl.pattern().patternType().code())
                  .setPrincipal(acl.entry().principal())
                  .setHost(acl.entry().host())
                  .setOperation(acl.entry().operation().code())
                  .setPermissionType(acl.entry().permissionType().code()));
    }
    return result;
  }

  private static DeleteAclsFilterResult refused(Errors error, String message) {
    return new DeleteAclsFilterResult().setErrorCode(error.code()).setErrorMessage(message);
  }

  @Override
  public DeleteAclsResponseData refuse(
      DeleteAclsRequestData request, Errors error, String message) {
    return new DeleteAclsResponseData()
        .setFilterResults(request.filters().stream().map(it -> refused(error, message)).toList());
  }
}
