package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.Errors;

/** Shows share groups as ShareGroupDescribe and ListGroups have them. */
final class ShareDescriptions {
  /** As Apache Kafka spells it in ListGroups. */
  static final String SHARE = "share";

  private final GroupTable groups;
  private final TopicCatalog topics;

  ShareDescriptions(GroupTable groups, TopicCatalog topics) {
    this.groups = groups;
    this.topics = topics;
  }

  /** A group of another kind, or none, is GROUP_ID_NOT_FOUND. */
  DescribedGroup describe(String groupId) {
    ShareGroup group = groups.share(groupId);
    if (group == null) {
      return new DescribedGroup()
          .setGroupId(groupId)
          .setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
          .setErrorMessage(
              groups.exists(groupId)
                  ? "Group %s is not a share group.".formatted(groupId)
                  : "Group %s not found.".formatted(groupId));
    }
    DescribedGroup described =
        new DescribedGroup()
            .setGroupId(groupId)
            .setGroupState(group.state())
            .setGroupEpoch(group.epoch())
            .setAssignmentEpoch(group.targetEpoch())
            .setAssignorName(SimpleAssignor.NAME);
    group.members().forEach(member -> described.members().add(describe(member)));
    return described;
  }

  private ShareGroupDescribeResponseData.Member describe(ShareMember member) {
    ShareGroupDescribeResponseData.Assignment assignment =
        new ShareGroupDescribeResponseData.Assignment();
    new TreeMap<>(member.assigned().partitions())
        .forEach(
            (topic, partitions) -> {
              TopicCatalog.Facts facts = topics.find(topic);
              if (facts != null) {
                assignment
                    .topicPartitions()
                    .add(
                        new ShareGroupDescribeResponseData.TopicPartitions()
                            .setTopicId(topic)
                            .setTopicName(facts.name())
                            .setPartitions(partitions.stream().sorted().toList()));
              }
            });
    return new ShareGroupDescribeResponseData.Member()
        .setMemberId(member.id())
        .setMemberEpoch(member.epoch())
        .setRackId(member.metadata().rackId())
        .setClientId(member.metadata().clientId())
        .setClientHost(member.metadata().clientHost())
        .setSubscribedTopicNames(List.copyOf(member.metadata().topics()))
        .setAssignment(assignment);
  }

  ListedGroup listed(ShareGroup group) {
    return new ListedGroup()
        .setGroupId(group.id())
        .setProtocolType(SHARE)
        .setGroupState(group.state())
        .setGroupType(SHARE);
  }
}
