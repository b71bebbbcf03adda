package io.jackdaw.kafka.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.MemberState;
import io.jackdaw.kafka.group.consumer.OwnedPartitions;
import io.jackdaw.kafka.group.consumer.ResolvedRegex;
import io.jackdaw.kafka.group.consumer.SupportedProtocol;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupPartitionMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records of consumer groups are byte for byte what Apache's generated classes write. */
class ConsumerGroupRecordCodecTest {
  private static final Uuid TOPIC = new Uuid(5, 6);
  private static final MemberMetadata CONSUMER =
      new MemberMetadata(
          "i",
          "rack",
          "client",
          "/1.2.3.4",
          new TreeSet<>(List.of("a", "ü")),
          "t.*",
          9,
          "range",
          null);
  private static final MemberMetadata CLASSIC =
      new MemberMetadata(
          null,
          null,
          "client",
          "/1.2.3.4",
          new TreeSet<>(List.of("a")),
          "",
          9,
          null,
          new MemberMetadata.Classic(
              8, List.of(new SupportedProtocol("range", new byte[] {1, 2}))));

  private final GroupRecordCodec codec = new GroupRecordCodec();

  @Test
  void aGroupAndItsEpochOfTargets() {
    check(
        new ConsumerGroupRecord.Epoch("g", 3, -77),
        3,
        new ConsumerGroupMetadataKey().setGroupId("g"),
        new ConsumerGroupMetadataValue().setEpoch(3).setMetadataHash(-77));
    check(
        new ConsumerGroupRecord.Epoch("g", 3, 0),
        3,
        new ConsumerGroupMetadataKey().setGroupId("g"),
        new ConsumerGroupMetadataValue().setEpoch(3));
    check(
        new ConsumerGroupRecord.TargetEpoch("g", 4, 1_700_000_000_000L),
        6,
        new ConsumerGroupTargetAssignmentMetadataKey().setGroupId("g"),
        new ConsumerGroupTargetAssignmentMetadataValue()
            .setAssignmentEpoch(4)
            .setAssignmentTimestamp(1_700_000_000_000L));
  }

  @Test
  void membersOfBothKinds() {
    ConsumerGroupMemberMetadataKey key =
        new ConsumerGroupMemberMetadataKey().setGroupId("g").setMemberId("m");
    check(
        new ConsumerGroupRecord.Metadata("g", "m", CONSUMER),
        5,
        key,
        new ConsumerGroupMemberMetadataValue()
            .setInstanceId("i")
            .setRackId("rack")
            .setClientId("client")
            .setClientHost("/1.2.3.4")
            .setSubscribedTopicNames(List.of("a", "ü"))
            .setSubscribedTopicRegex("t.*")
            .setRebalanceTimeoutMs(9)
            .setServerAssignor("range")
            .setClassicMemberMetadata(null));
    check(
        new ConsumerGroupRecord.Metadata("g", "m", CLASSIC),
        5,
        key,
        new ConsumerGroupMemberMetadataValue()
            .setInstanceId(null)
            .setRackId(null)
            .setClientId("client")
            .setClientHost("/1.2.3.4")
            .setSubscribedTopicNames(List.of("a"))
            .setSubscribedTopicRegex("")
            .setRebalanceTimeoutMs(9)
            .setServerAssignor(null)
            .setClassicMemberMetadata(
                new ConsumerGroupMemberMetadataValue.ClassicMemberMetadata()
                    .setSessionTimeoutMs(8)
                    .setSupportedProtocols(
                        List.of(
                            new ConsumerGroupMemberMetadataValue.ClassicProtocol()
                                .setName("range")
                                .setMetadata(new byte[] {1, 2})))));
  }

  @Test
  void assignments() {
    check(
        new ConsumerGroupRecord.Target(
            "g", "m", new Assignment(Map.of(TOPIC, new TreeSet<>(List.of(1, 2))))),
        7,
        new ConsumerGroupTargetAssignmentMemberKey().setGroupId("g").setMemberId("m"),
        new ConsumerGroupTargetAssignmentMemberValue()
            .setTopicPartitions(
                List.of(
                    new ConsumerGroupTargetAssignmentMemberValue.TopicPartition()
                        .setTopicId(TOPIC)
                        .setPartitions(List.of(1, 2)))));
    check(
        new ConsumerGroupRecord.Current(
            "g",
            "m",
            new CurrentAssignment(
                7,
                6,
                MemberState.UNREVOKED_PARTITIONS,
                new OwnedPartitions(Map.of(TOPIC, new TreeMap<>(Map.of(1, 7, 2, 5)))),
                new OwnedPartitions(Map.of(TOPIC, Map.of(3, 4))))),
        8,
        new ConsumerGroupCurrentMemberAssignmentKey().setGroupId("g").setMemberId("m"),
        new ConsumerGroupCurrentMemberAssignmentValue()
            .setMemberEpoch(7)
            .setPreviousMemberEpoch(6)
            .setState((byte) 1)
            .setAssignedPartitions(List.of(partitions(List.of(1, 2), List.of(7, 5))))
            .setPartitionsPendingRevocation(List.of(partitions(List.of(3), List.of(4)))));
  }

  @Test
  void regularExpressions() {
    check(
        new ConsumerGroupRecord.Regex(
            "g", "t.*", new ResolvedRegex(new TreeSet<>(List.of("ta", "tb")), 12, 13)),
        16,
        new ConsumerGroupRegularExpressionKey().setGroupId("g").setRegularExpression("t.*"),
        new ConsumerGroupRegularExpressionValue()
            .setTopics(List.of("ta", "tb"))
            .setVersion(12)
            .setTimestamp(13));
  }

  @Test
  void tombstonesHaveAKeyOnly() {
    check(
        new ConsumerGroupRecord.EpochTombstone("g"),
        3,
        new ConsumerGroupMetadataKey().setGroupId("g"),
        null);
    check(
        new ConsumerGroupRecord.Topics("g", false),
        4,
        new ConsumerGroupPartitionMetadataKey().setGroupId("g"),
        null);
    check(
        new ConsumerGroupRecord.Current("g", "m", null),
        8,
        new ConsumerGroupCurrentMemberAssignmentKey().setGroupId("g").setMemberId("m"),
        null);
  }

  @Test
  void partitionsWithoutEpochsAreAsOldAsTheirMember() {
    ConsumerGroupCurrentMemberAssignmentValue old =
        new ConsumerGroupCurrentMemberAssignmentValue()
            .setMemberEpoch(7)
            .setPreviousMemberEpoch(6)
            .setState((byte) 0)
            .setAssignedPartitions(List.of(partitions(List.of(1), null)));
    ByteBuffer key = codec.encode(new ConsumerGroupRecord.Current("g", "m", null)).key();

    GroupRecord decoded =
        codec.decode(key, MessageUtil.toVersionPrefixedByteBuffer((short) 0, old));

    assertThat(decoded)
        .isEqualTo(
            new ConsumerGroupRecord.Current(
                "g",
                "m",
                new CurrentAssignment(
                    7,
                    6,
                    MemberState.STABLE,
                    new OwnedPartitions(Map.of(TOPIC, Map.of(1, 7))),
                    OwnedPartitions.NONE)));
  }

  @Test
  void aRecordThatIsCutShortIsDamaged() {
    CoordinatorRecord member = codec.encode(new ConsumerGroupRecord.Metadata("g", "m", CLASSIC));
    byte[] whole = member.value() == null ? new byte[0] : member.value().array();

    for (int length = 2; length < whole.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> codec.decode(member.key(), cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions partitions(
      List<Integer> partitions, @Nullable List<Integer> epochs) {
    return new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions()
        .setTopicId(TOPIC)
        .setPartitions(partitions)
        .setAssignmentEpochs(epochs);
  }

  private void check(ConsumerGroupRecord record, int kind, Message key, @Nullable Message value) {
    ByteBuffer apacheKey = MessageUtil.toVersionPrefixedByteBuffer((short) 0, key);
    apacheKey.putShort(0, (short) kind);
    ByteBuffer apacheValue =
        value == null ? null : MessageUtil.toVersionPrefixedByteBuffer((short) 0, value);

    CoordinatorRecord encoded = codec.encode(record);

    assertThat(encoded.key()).isEqualTo(apacheKey);
    assertThat(encoded.value()).isEqualTo(apacheValue);
    assertThat(codec.decode(apacheKey, apacheValue)).isEqualTo(record);
  }
}
