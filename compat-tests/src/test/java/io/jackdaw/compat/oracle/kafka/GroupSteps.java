package io.jackdaw.compat.oracle.kafka;

import java.util.List;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Groups and their offsets, seen from outside. */
final class GroupSteps {
  private final Dice dice;
  private final Draft draft;

  GroupSteps(Dice dice, Draft draft) {
    this.dice = dice;
    this.draft = draft;
  }

  Step findCoordinator() {
    short version = dice.version(ApiKeys.FIND_COORDINATOR);
    byte type = version >= 1 ? dice.mostly(12, (byte) 0, (byte) 3, (byte) -1) : 0;
    List<String> keys = dice.some(dice.mostly(4, 1, 3), draft::group);
    return Step.of(
        ApiKeys.FIND_COORDINATOR,
        version,
        names -> {
          FindCoordinatorRequestData request = new FindCoordinatorRequestData().setKeyType(type);
          return version < 4 ? request.setKey(keys.getFirst()) : request.setCoordinatorKeys(keys);
        });
  }

  private record Commit(
      String topic, int partition, long offset, int leaderEpoch, @Nullable String metadata) {}

  Step commit() {
    short version = dice.version(ApiKeys.OFFSET_COMMIT);
    String group = draft.group();
    boolean asMember = dice.oneIn(3);
    String member = draft.member();
    int generationStep = dice.mostly(5, 0, 1, -1);
    String instance = version >= 7 && dice.oneIn(8) ? "i-m3" : null;
    List<Commit> commits =
        dice.someBy(
            Commit::topic,
            3,
            () -> {
              String topic = draft.anyTopic();
              return new Commit(
                  topic,
                  draft.partition(topic),
                  dice.mostly(10, (long) dice.below(9), -1L, -2L),
                  version >= 6 ? dice.mostly(3, -1, 0, 4) : -1,
                  dice.mostly(5, "", "note", null, "x".repeat(5000)));
            });
    return Step.of(
        ApiKeys.OFFSET_COMMIT,
        version,
        names ->
            new OffsetCommitRequestData()
                .setGroupId(group)
                .setMemberId(asMember ? names.memberId(member) : "")
                .setGenerationIdOrMemberEpoch(
                    asMember ? names.generation(member) + generationStep : -1)
                .setGroupInstanceId(instance)
                .setTopics(commits.stream().map(each -> topic(version, each, names)).toList()));
  }

  private static OffsetCommitRequestTopic topic(short version, Commit commit, Names names) {
    OffsetCommitRequestTopic topic = new OffsetCommitRequestTopic();
    if (version >= 10) {
      topic.setTopicId(names.topicId(commit.topic));
    } else {
      topic.setName(commit.topic);
    }
    return topic.setPartitions(
        List.of(
            new OffsetCommitRequestPartition()
                .setPartitionIndex(commit.partition)
                .setCommittedOffset(commit.offset)
                .setCommittedLeaderEpoch(commit.leaderEpoch)
                .setCommittedMetadata(commit.metadata)));
  }

  private record Asked(String topic, List<Integer> partitions) {}

  private record AskedGroup(
      String group, @Nullable List<Asked> topics, boolean asMember, String member) {}

  Step fetch() {
    short version = dice.version(ApiKeys.OFFSET_FETCH);
    boolean stable = version >= 7 && dice.oneIn(3);
    List<AskedGroup> groups =
        dice.someBy(
            AskedGroup::group,
            version >= 8 ? 2 : 1,
            () ->
                new AskedGroup(
                    draft.group(),
                    version >= 2 && dice.oneIn(3)
                        ? null
                        : dice.someBy(Asked::topic, 3, this::asked),
                    version >= 9 && dice.oneIn(6),
                    draft.member()));
    return Step.of(
        ApiKeys.OFFSET_FETCH,
        version,
        names -> {
          OffsetFetchRequestData request = new OffsetFetchRequestData().setRequireStable(stable);
          return version >= 8
              ? request.setGroups(
                  groups.stream().map(group -> group(version, group, names)).toList())
              : single(request, groups.getFirst());
        });
  }

  private Asked asked() {
    String topic = draft.topic();
    return new Asked(topic, dice.someDistinct(2, () -> draft.partition(topic)));
  }

  private static OffsetFetchRequestData single(OffsetFetchRequestData request, AskedGroup group) {
    return request
        .setGroupId(group.group)
        .setTopics(
            group.topics == null
                ? null
                : group.topics.stream()
                    .map(
                        each ->
                            new OffsetFetchRequestTopic()
                                .setName(each.topic)
                                .setPartitionIndexes(each.partitions))
                    .toList());
  }

  private static OffsetFetchRequestGroup group(short version, AskedGroup group, Names names) {
    OffsetFetchRequestGroup asked = new OffsetFetchRequestGroup().setGroupId(group.group);
    if (group.asMember) {
      asked
          .setMemberId(names.memberId(group.member))
          .setMemberEpoch(names.generation(group.member));
    }
    return asked.setTopics(
        group.topics == null
            ? null
            : group.topics.stream()
                .map(
                    each -> {
                      OffsetFetchRequestTopics topic =
                          new OffsetFetchRequestTopics().setPartitionIndexes(each.partitions);
                      return version >= 10
                          ? topic.setTopicId(names.topicId(each.topic))
                          : topic.setName(each.topic);
                    })
                .toList());
  }

  Step deleteOffsets() {
    String group = draft.group();
    List<Asked> asked = dice.someBy(Asked::topic, 2, this::asked);
    return Step.of(
        ApiKeys.OFFSET_DELETE,
        dice.version(ApiKeys.OFFSET_DELETE),
        names -> {
          OffsetDeleteRequestTopicCollection topics = new OffsetDeleteRequestTopicCollection();
          for (Asked each : asked) {
            if (topics.find(each.topic) == null) {
              topics.add(
                  new OffsetDeleteRequestTopic()
                      .setName(each.topic)
                      .setPartitions(
                          each.partitions.stream()
                              .map(
                                  partition ->
                                      new OffsetDeleteRequestPartition()
                                          .setPartitionIndex(partition))
                              .toList()));
            }
          }
          return new OffsetDeleteRequestData().setGroupId(group).setTopics(topics);
        });
  }

  Step describe() {
    short version = dice.version(ApiKeys.DESCRIBE_GROUPS);
    List<String> groups = dice.someDistinct(2, draft::group);
    boolean operations = version >= 3 && dice.oneIn(3);
    return Step.of(
        ApiKeys.DESCRIBE_GROUPS,
        version,
        names ->
            new DescribeGroupsRequestData()
                .setGroups(groups)
                .setIncludeAuthorizedOperations(operations));
  }

  Step list() {
    short version = dice.version(ApiKeys.LIST_GROUPS);
    List<String> states =
        version >= 4 && dice.oneIn(2)
            ? dice.some(2, () -> dice.of("Stable", "empty", "PreparingRebalance", "odd"))
            : List.of();
    List<String> types =
        version >= 5 && dice.oneIn(2)
            ? dice.some(2, () -> dice.of("classic", "Classic", "odd"))
            : List.of();
    return Step.of(
        ApiKeys.LIST_GROUPS,
        version,
        names -> new ListGroupsRequestData().setStatesFilter(states).setTypesFilter(types));
  }

  Step delete() {
    List<String> groups = dice.someDistinct(2, draft::group);
    return Step.of(
        ApiKeys.DELETE_GROUPS,
        dice.version(ApiKeys.DELETE_GROUPS),
        names -> new DeleteGroupsRequestData().setGroupsNames(groups));
  }
}
