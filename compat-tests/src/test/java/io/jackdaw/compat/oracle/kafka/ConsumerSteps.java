package io.jackdaw.compat.oracle.kafka;

import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Members of consumer groups (KIP-848) join, give up partitions, commit and leave. They all ask for
 * {@code range}, whose assignment does not depend on ids that each server picks for its topics.
 */
final class ConsumerSteps {
  private static final int PATIENCE_MS = 300_000;
  private static final short WITH_MEMBER_EPOCH = 9;

  private final Dice dice;
  private final Draft draft;

  ConsumerSteps(Dice dice, Draft draft) {
    this.dice = dice;
    this.draft = draft;
  }

  private String member() {
    return "c" + dice.between(1, 4);
  }

  private String group() {
    return dice.mostly(20, "k", "", "no such group", "g");
  }

  /** One of them is static, and has a rival for its name. */
  private static @Nullable String instance(String member) {
    return member.compareTo("c2") > 0 ? "i" : null;
  }

  private List<String> topics() {
    return dice.mostly(
        8, dice.of(List.of("a"), List.of("a", "b"), List.of("b")), List.of(), List.of("nothing"));
  }

  private record Told(
      int rebalanceMs,
      @Nullable List<String> topics,
      @Nullable String regex,
      @Nullable String assignor,
      boolean owned) {}

  Step join() {
    short version = dice.version(ApiKeys.CONSUMER_GROUP_HEARTBEAT);
    String member = member();
    String group = group();
    // Assignors go by the order of ids, and of names where members have some.
    String id = instance(member) == null ? member : dice.mostly(15, member, "");
    Told told =
        new Told(
            dice.mostly(20, PATIENCE_MS, -1),
            dice.mostly(20, topics(), (List<String>) null),
            version > 0 ? dice.mostly(8, null, "", "[") : null,
            dice.mostly(20, "range", "best"),
            true);
    boolean owns = dice.oneIn(20);
    return heartbeat(version, member, group, id, told, names -> owns ? 1 : 0, false, 0);
  }

  Step heartbeat() {
    short version = dice.version(ApiKeys.CONSUMER_GROUP_HEARTBEAT);
    String member = member();
    int off = dice.mostly(10, 0, 1, -1);
    Told told =
        new Told(
            dice.mostly(4, -1, PATIENCE_MS),
            dice.mostly(5, null, topics()),
            null,
            null,
            !dice.oneIn(3));
    return heartbeat(version, member, group(), member, told, names -> 1, true, off);
  }

  /** Says whether to report what is owned. */
  private interface Owning {
    int of(Names names);
  }

  private static Step heartbeat(
      short version,
      String member,
      String group,
      String id,
      Told told,
      Owning owning,
      boolean goesOn,
      int off) {
    return new Step(
        member,
        ApiKeys.CONSUMER_GROUP_HEARTBEAT,
        version,
        names ->
            new ConsumerGroupHeartbeatRequestData()
                .setGroupId(group)
                .setMemberId(id)
                .setMemberEpoch(goesOn ? Math.max(1, names.generation(member) + off) : 0)
                .setInstanceId(instance(member))
                .setRebalanceTimeoutMs(told.rebalanceMs())
                .setSubscribedTopicNames(told.topics())
                .setSubscribedTopicRegex(told.regex())
                .setServerAssignor(told.assignor())
                .setTopicPartitions(
                    !told.owned()
                        ? null
                        : owning.of(names) == 0
                            ? List.of()
                            : names.owned(member).stream().map(it -> it.duplicate()).toList()));
  }

  Step leave() {
    String member = member();
    int epoch = dice.mostly(8, instance(member) != null && dice.oneIn(2) ? -2 : -1, -3, -2);
    String group = group();
    return new Step(
        "nobody",
        ApiKeys.CONSUMER_GROUP_HEARTBEAT,
        dice.version(ApiKeys.CONSUMER_GROUP_HEARTBEAT),
        names ->
            new ConsumerGroupHeartbeatRequestData()
                .setGroupId(group)
                .setMemberId(member)
                .setMemberEpoch(epoch)
                .setInstanceId(instance(member)));
  }

  Step describe() {
    String group = group();
    boolean classic = dice.oneIn(4);
    return classic
        ? Step.of(
            ApiKeys.DESCRIBE_GROUPS,
            dice.version(ApiKeys.DESCRIBE_GROUPS),
            names -> new DescribeGroupsRequestData().setGroups(List.of(group)))
        : Step.of(
            ApiKeys.CONSUMER_GROUP_DESCRIBE,
            dice.version(ApiKeys.CONSUMER_GROUP_DESCRIBE),
            names -> new ConsumerGroupDescribeRequestData().setGroupIds(List.of(group)));
  }

  Step list() {
    List<String> types = dice.of(List.of(), List.of("consumer"), List.of("Classic", "consumer"));
    return Step.of(
        ApiKeys.LIST_GROUPS, (short) 5, names -> new ListGroupsRequestData().setTypesFilter(types));
  }

  Step delete() {
    String group = group();
    return Step.of(
        ApiKeys.DELETE_GROUPS,
        (short) 2,
        names -> new DeleteGroupsRequestData().setGroupsNames(List.of(group)));
  }

  Step commit() {
    short version = dice.mostly(6, WITH_MEMBER_EPOCH, (short) 8);
    String member = member();
    String group = group();
    int off = dice.mostly(3, 0, 1, -1);
    boolean simple = dice.oneIn(8);
    int partition = dice.below(2);
    String topic = draft.topic();
    return Step.of(
        ApiKeys.OFFSET_COMMIT,
        version,
        names ->
            new OffsetCommitRequestData()
                .setGroupId(group)
                .setMemberId(simple ? "" : member)
                .setGenerationIdOrMemberEpoch(simple ? -1 : names.generation(member) + off)
                .setTopics(
                    List.of(
                        new OffsetCommitRequestTopic()
                            .setName(topic)
                            .setPartitions(
                                List.of(
                                    new OffsetCommitRequestPartition()
                                        .setPartitionIndex(partition)
                                        .setCommittedOffset(5))))));
  }

  Step fetch() {
    String member = member();
    String group = group();
    int off = dice.mostly(4, 0, 1, -1);
    boolean simple = dice.oneIn(4);
    String topic = draft.topic();
    return Step.of(
        ApiKeys.OFFSET_FETCH,
        WITH_MEMBER_EPOCH,
        names ->
            new OffsetFetchRequestData()
                .setGroups(
                    List.of(
                        new OffsetFetchRequestGroup()
                            .setGroupId(group)
                            .setMemberId(simple ? null : member)
                            .setMemberEpoch(simple ? -1 : names.generation(member) + off)
                            .setTopics(
                                List.of(
                                    new OffsetFetchRequestTopics()
                                        .setName(topic)
                                        .setPartitionIndexes(List.of(0, 1)))))));
  }
}
