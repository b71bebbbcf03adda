package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.OwnedPartitions;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.TopicPartitions;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.protocol.Errors;

/** Shows consumer groups as ConsumerGroupDescribe and ListGroups have them. */
final class ConsumerDescriptions {
  /** As Apache Kafka spells it in ListGroups. */
  static final String CONSUMER = "consumer";

  private static final byte CLASSIC_MEMBER = 0;
  private static final byte CONSUMER_MEMBER = 1;

  private final GroupTable groups;
  private final TargetAssignments assignments;
  private final TopicCatalog topics;

  ConsumerDescriptions(GroupTable groups, TargetAssignments assignments, TopicCatalog topics) {
    this.groups = groups;
    this.assignments = assignments;
    this.topics = topics;
  }

  /** A group of another kind, or none, is GROUP_ID_NOT_FOUND. */
  DescribedGroup describe(String groupId) {
    ConsumerGroup group = groups.consumer(groupId);
    if (group == null) {
      return new DescribedGroup()
          .setGroupId(groupId)
          .setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
          .setErrorMessage(
              groups.exists(groupId)
                  ? "Group %s is not a consumer group.".formatted(groupId)
                  : "Group %s not found.".formatted(groupId));
    }
    DescribedGroup described =
        new DescribedGroup()
            .setGroupId(groupId)
            .setGroupState(group.state())
            .setGroupEpoch(group.epoch())
            .setAssignmentEpoch(group.targetEpoch())
            .setAssignorName(assignments.assignorOf(group));
    for (ConsumerMember member : group.members()) {
      described.members().add(describe(group, member));
    }
    return described;
  }

  private ConsumerGroupDescribeResponseData.Member describe(
      ConsumerGroup group, ConsumerMember member) {
    MemberMetadata metadata = member.metadata();
    return new ConsumerGroupDescribeResponseData.Member()
        .setMemberId(member.id())
        .setMemberEpoch(member.epoch())
        .setInstanceId(metadata.instanceId())
        .setRackId(metadata.rackId())
        .setClientId(metadata.clientId())
        .setClientHost(metadata.clientHost())
        .setSubscribedTopicNames(List.copyOf(metadata.topics()))
        .setSubscribedTopicRegex(metadata.regex())
        .setAssignment(held(member.current()))
        .setTargetAssignment(target(group.target(member.id()).partitions()))
        .setMemberType(member.speaksClassic() ? CLASSIC_MEMBER : CONSUMER_MEMBER);
  }

  /** What the member may read, then what it has yet to give up. */
  private Assignment held(CurrentAssignment current) {
    Map<Uuid, List<Integer>> held = new LinkedHashMap<>();
    for (OwnedPartitions owned : List.of(current.assigned(), current.revoking())) {
      owned
          .epochs()
          .forEach(
              (topic, partitions) ->
                  held.computeIfAbsent(topic, none -> new ArrayList<>())
                      .addAll(partitions.keySet().stream().sorted().toList()));
    }
    Assignment assignment = new Assignment();
    held.forEach((topic, partitions) -> add(assignment, topic, partitions));
    return assignment;
  }

  private Assignment target(Map<Uuid, Set<Integer>> partitions) {
    Assignment assignment = new Assignment();
    partitions.forEach(
        (topic, ofTopic) -> add(assignment, topic, ofTopic.stream().sorted().toList()));
    return assignment;
  }

  /** A topic that is no more has no name to show. */
  private void add(Assignment assignment, Uuid topic, List<Integer> partitions) {
    TopicCatalog.Facts facts = topics.find(topic);
    if (facts != null) {
      assignment
          .topicPartitions()
          .add(
              new TopicPartitions()
                  .setTopicId(topic)
                  .setTopicName(facts.name())
                  .setPartitions(partitions));
    }
  }

  ListedGroup listed(ConsumerGroup group) {
    return new ListedGroup()
        .setGroupId(group.id())
        .setProtocolType(ConsumerSubscription.PROTOCOL_TYPE)
        .setGroupState(group.state())
        .setGroupType(CONSUMER);
  }
}
