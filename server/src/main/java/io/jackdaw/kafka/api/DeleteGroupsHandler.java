package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.group.ShareStates;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * DeleteGroups (api key 42): deletes groups without members, with their offsets. Source:
 * DeleteGroupsRequest.json, KIP-229.
 */
public final class DeleteGroupsHandler
    implements ApiHandler<DeleteGroupsRequestData, DeleteGroupsResponseData> {
  private final GroupCoordinator coordinator;
  private final ShareStates shares;

  public DeleteGroupsHandler(GroupCoordinator coordinator, ShareStates shares) {
    this.coordinator = coordinator;
    this.shares = shares;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DELETE_GROUPS;
  }

  @Override
  public CompletionStage<DeleteGroupsResponseData> handle(
      RequestContext context, DeleteGroupsRequestData request) {
    List<String> allowed =
        request.groupsNames().stream()
            .filter(group -> context.mayGroup(AclOperation.DELETE, group))
            .toList();
    Gathering<List<String>> ready = new Gathering<>(allowed);
    allowed.forEach(group -> ready.add(deleteShares(group), done -> {}));
    return ready
        .all()
        .thenCompose(coordinator::deleteGroups)
        .thenApply(
            errors -> {
              DeleteGroupsResponseData response = new DeleteGroupsResponseData();
              request.groupsNames().stream()
                  .filter(group -> !context.mayGroup(AclOperation.DELETE, group))
                  .forEach(
                      group ->
                          response
                              .results()
                              .add(result(group, Errors.GROUP_AUTHORIZATION_FAILED, null)));
              errors.forEach((group, error) -> response.results().add(result(group, error, null)));
              return response;
            });
  }

  /** What is stored of a share group's deliveries goes before the group that knows of it. */
  private CompletionStage<Boolean> deleteShares(String group) {
    return coordinator
        .viewShareGroup(group)
        .thenCompose(
            view ->
                view.empty() && !view.initialized().isEmpty()
                    ? shares.end(group, view.partitions())
                    : CompletableFuture.completedFuture(true));
  }

  private static DeletableGroupResult result(String group, Errors error, @Nullable String message) {
    DeletableGroupResult result =
        new DeletableGroupResult().setGroupId(group).setErrorCode(error.code());
    if (error != Errors.NONE) {
      result.setErrorMessage(message == null ? error.message() : message);
    }
    return result;
  }

  @Override
  public DeleteGroupsResponseData refuse(
      DeleteGroupsRequestData request, Errors error, String message) {
    DeleteGroupsResponseData response = new DeleteGroupsResponseData();
    request.groupsNames().forEach(group -> response.results().add(result(group, error, message)));
    return response;
  }
}
