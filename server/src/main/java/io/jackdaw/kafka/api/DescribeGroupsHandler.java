package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeGroups (api key 15): state and members of classic groups. Source:
 * DescribeGroupsRequest.json; GROUP_ID_NOT_FOUND since version 6 (KIP-1043).
 */
public final class DescribeGroupsHandler
    implements ApiHandler<DescribeGroupsRequestData, DescribeGroupsResponseData> {
  private static final short FIRST_WITH_NOT_FOUND = 6;

  private final GroupCoordinator coordinator;

  public DescribeGroupsHandler(GroupCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_GROUPS;
  }

  @Override
  public CompletionStage<DescribeGroupsResponseData> handle(
      RequestContext context, DescribeGroupsRequestData request) {
    return coordinator
        .describe(
            request.groups().stream()
                .filter(group -> context.mayGroup(AclOperation.DESCRIBE, group))
                .toList())
        .thenApply(
            known -> {
              known.forEach(group -> shape(context, request, group));
              List<DescribedGroup> groups = new ArrayList<>(known);
              request.groups().stream()
                  .filter(group -> !context.mayGroup(AclOperation.DESCRIBE, group))
                  .forEach(group -> groups.add(refused(group, Errors.GROUP_AUTHORIZATION_FAILED)));
              return new DescribeGroupsResponseData().setGroups(groups);
            });
  }

  private static void shape(
      RequestContext context, DescribeGroupsRequestData request, DescribedGroup group) {
    if (context.version() < FIRST_WITH_NOT_FOUND) {
      group.setErrorMessage(null);
      if (group.errorCode() == Errors.GROUP_ID_NOT_FOUND.code()) {
        group.setErrorCode(Errors.NONE.code());
      }
    }
    if (request.includeAuthorizedOperations() && group.errorCode() == Errors.NONE.code()) {
      group.setAuthorizedOperations(AuthorizedOperations.onGroup(context, group.groupId()));
    }
  }

  @Override
  public DescribeGroupsResponseData refuse(
      DescribeGroupsRequestData request, Errors error, String message) {
    List<DescribedGroup> groups =
        request.groups().stream().map(group -> refused(group, error)).toList();
    return new DescribeGroupsResponseData().setGroups(groups);
  }

  private static DescribedGroup refused(String group, Errors error) {
    return new DescribedGroup().setGroupId(group).setErrorCode(error.code());
  }
}
