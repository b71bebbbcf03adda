package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/**
 * ListGroups (api key 16): the groups that this broker coordinates. Source: ListGroupsRequest.json;
 * filters by state (KIP-518) and by type (KIP-848).
 */
public final class ListGroupsHandler
    implements ApiHandler<ListGroupsRequestData, ListGroupsResponseData> {
  private final GroupCoordinator coordinator;

  public ListGroupsHandler(GroupCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.LIST_GROUPS;
  }

  @Override
  public CompletionStage<ListGroupsResponseData> handle(
      RequestContext context, ListGroupsRequestData request) {
    return coordinator
        .list(Set.copyOf(request.statesFilter()), Set.copyOf(request.typesFilter()))
        .thenApply(
            listing ->
                new ListGroupsResponseData()
                    .setErrorCode(listing.error().code())
                    .setGroups(visible(context, listing.groups())));
  }

  private static List<ListedGroup> visible(RequestContext context, List<ListedGroup> groups) {
    if (context.access().sees(AclOperation.DESCRIBE, ResourceType.CLUSTER, Resource.CLUSTER_NAME)) {
      return groups;
    }
    return groups.stream()
        .filter(
            group ->
                context.access().sees(AclOperation.DESCRIBE, ResourceType.GROUP, group.groupId()))
        .toList();
  }

  @Override
  public ListGroupsResponseData refuse(
      ListGroupsRequestData request, Errors error, String message) {
    return new ListGroupsResponseData().setErrorCode(error.code());
  }
}
