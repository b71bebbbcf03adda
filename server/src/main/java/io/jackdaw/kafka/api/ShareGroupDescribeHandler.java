package io.jackdaw.kafka.api;

import io.jackdaw.kafka.acl.Access;
import io.jackdaw.kafka.group.GroupCoordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * ShareGroupDescribe (api key 77): state, members and assignments of share groups. Source:
 * ShareGroupDescribeRequest.json, KIP-932.
 */
public final class ShareGroupDescribeHandler
    implements ApiHandler<ShareGroupDescribeRequestData, ShareGroupDescribeResponseData> {
  private final GroupCoordinator coordinator;
  private final Features features;

  public ShareGroupDescribeHandler(GroupCoordinator coordinator, Features features) {
    this.coordinator = coordinator;
    this.features = features;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.SHARE_GROUP_DESCRIBE;
  }

  @Override
  public CompletionStage<ShareGroupDescribeResponseData> handle(
      RequestContext context, ShareGroupDescribeRequestData request) {
    if (!features.isOn(Feature.SHARES)) {
      return CompletableFuture.completedStage(
          refuse(request, Errors.UNSUPPORTED_VERSION, Errors.UNSUPPORTED_VERSION.message()));
    }
    List<DescribedGroup> groups = new ArrayList<>();
    List<String> allowed = new ArrayList<>();
    for (String group : request.groupIds()) {
      if (context.mayGroup(AclOperation.DESCRIBE, group)) {
        allowed.add(group);
      } else {
        groups.add(refused(group, Errors.GROUP_AUTHORIZATION_FAILED, null));
      }
    }
    return coordinator
        .describeShareGroups(allowed)
        .thenApply(
            known -> {
              for (DescribedGroup group : known) {
                DescribedGroup shown = visible(context, group);
                if (request.includeAuthorizedOperations() && shown.errorCode() == 0) {
                  shown.setAuthorizedOperations(
                      AuthorizedOperations.onGroup(context, shown.groupId()));
                }
                groups.add(shown);
              }
              return new ShareGroupDescribeResponseData().setGroups(groups);
            });
  }

  @Override
  public ShareGroupDescribeResponseData refuse(
      ShareGroupDescribeRequestData request, Errors error, String message) {
    return new ShareGroupDescribeResponseData()
        .setGroups(
            request.groupIds().stream().map(group -> refused(group, error, message)).toList());
  }

  private static DescribedGroup refused(String group, Errors error, @Nullable String message) {
    return new DescribedGroup()
        .setGroupId(group)
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  /** A group with a topic that the client may not describe is not shown at all. */
  private static DescribedGroup visible(RequestContext context, DescribedGroup group) {
    boolean all =
        context.access() == Access.FULL
            || group.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .allMatch(topic -> context.mayTopic(AclOperation.DESCRIBE, topic.topicName()));
    return all
        ? group
        : refused(
            group.groupId(),
            Errors.TOPIC_AUTHORIZATION_FAILED,
            "The group has described topic(s) that the client is not authorized to describe.");
  }
}
