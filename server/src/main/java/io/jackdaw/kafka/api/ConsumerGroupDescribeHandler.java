package io.jackdaw.kafka.api;

import io.jackdaw.kafka.acl.Access;
import io.jackdaw.kafka.group.GroupCoordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * ConsumerGroupDescribe (api key 69): state, members and assignments of consumer groups. Source:
 * ConsumerGroupDescribeRequest.json, KIP-848, KIP-1099 (type of a member).
 */
public final class ConsumerGroupDescribeHandler
    implements ApiHandler<ConsumerGroupDescribeRequestData, ConsumerGroupDescribeResponseData> {
  private final GroupCoordinator coordinator;
  private final Features features;

  public ConsumerGroupDescribeHandler(GroupCoordinator coordinator, Features features) {
    this.coordinator = coordinator;
    this.features = features;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CONSUMER_GROUP_DESCRIBE;
  }

  @Override
  public CompletionStage<ConsumerGroupDescribeResponseData> handle(
      RequestContext context, ConsumerGroupDescribeRequestData request) {
    if (!features.isOn(Feature.GROUPS)) {
      return CompletableFuture.completedStage(
          refuse(request, Errors.UNSUPPORTED_VERSION, Errors.UNSUPPORTED_VERSION.message()));
    }
    return coordinator
        .describeConsumerGroups(
            request.groupIds().stream()
                .filter(group -> context.mayGroup(AclOperation.DESCRIBE, group))
                .toList())
        .thenApply(
            known -> {
              List<DescribedGroup> groups = new ArrayList<>();
              request.groupIds().stream()
                  .filter(group -> !context.mayGroup(AclOperation.DESCRIBE, group))
                  .forEach(
                      group -> groups.add(refused(group, Errors.GROUP_AUTHORIZATION_FAILED, null)));
              known.forEach(group -> groups.add(visible(context, group)));
              if (request.includeAuthorizedOperations()) {
                groups.stream()
                    .filter(group -> group.errorCode() == Errors.NONE.code())
                    .forEach(
                        group ->
                            group.setAuthorizedOperations(
                                AuthorizedOperations.onGroup(context, group.groupId())));
              }
              return new ConsumerGroupDescribeResponseData().setGroups(groups);
            });
  }

  @Override
  public ConsumerGroupDescribeResponseData refuse(
      ConsumerGroupDescribeRequestData request, Errors error, String message) {
    List<DescribedGroup> groups =
        request.groupIds().stream().map(group -> refused(group, error, message)).toList();
    return new ConsumerGroupDescribeResponseData().setGroups(groups);
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
                .flatMap(
                    member ->
                        Stream.of(member.assignment(), member.targetAssignment())
                            .flatMap(assignment -> assignment.topicPartitions().stream()))
                .allMatch(topic -> context.mayTopic(AclOperation.DESCRIBE, topic.topicName()));
    return all
        ? group
        : refused(
            group.groupId(),
            Errors.TOPIC_AUTHORIZATION_FAILED,
            "The group has described topic(s) that the client is not authorized to describe.");
  }
}
