package io.jackdaw.kafka.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.group.consumer.Assignment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.group.generated.ShareGroupCurrentMemberAssignmentKey;
import org.apache.kafka.coordinator.group.generated.ShareGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupMemberMetadataKey;
import org.apache.kafka.coordinator.group.generated.ShareGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.ShareGroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupStatePartitionMetadataKey;
import org.apache.kafka.coordinator.group.generated.ShareGroupStatePartitionMetadataValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupTargetAssignmentMemberKey;
import org.apache.kafka.coordinator.group.generated.ShareGroupTargetAssignmentMemberValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupTargetAssignmentMetadataKey;
import org.apache.kafka.coordinator.group.generated.ShareGroupTargetAssignmentMetadataValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records of share groups are byte for byte what Apache's generated classes write. */
class ShareGroupRecordCodecTest {
  private static final Uuid TOPIC = new Uuid(5, 6);
  private static final Assignment ASSIGNMENT =
      new Assignment(Map.of(TOPIC, new TreeSet<>(List.of(1, 2))));

  private final GroupRecordCodec codec = new GroupRecordCodec();

  @Test
  void aGroupAndItsEpochOfTargets() {
    check(
        new ShareGroupRecord.Epoch("g", 3, -77),
        11,
        new ShareGroupMetadataKey().setGroupId("g"),
        new ShareGroupMetadataValue().setEpoch(3).setMetadataHash(-77));
    check(
        new ShareGroupRecord.TargetEpoch("g", 4, 5),
        12,
        new ShareGroupTargetAssignmentMetadataKey().setGroupId("g"),
        new ShareGroupTargetAssignmentMetadataValue()
            .setAssignmentEpoch(4)
            .setAssignmentTimestamp(5));
  }

  @Test
  void aMemberAndWhatItHas() {
    check(
        new ShareGroupRecord.Metadata(
            "g",
            "m",
            new ShareMember.Metadata(null, "client", "/1.2.3.4", new TreeSet<>(List.of("a", "ü")))),
        10,
        new ShareGroupMemberMetadataKey().setGroupId("g").setMemberId("m"),
        new ShareGroupMemberMetadataValue()
            .setRackId(null)
            .setClientId("client")
            .setClientHost("/1.2.3.4")
            .setSubscribedTopicNames(List.of("a", "ü")));
    check(
        new ShareGroupRecord.Target("g", "m", ASSIGNMENT),
        13,
        new ShareGroupTargetAssignmentMemberKey().setGroupId("g").setMemberId("m"),
        new ShareGroupTargetAssignmentMemberValue()
            .setTopicPartitions(
                List.of(
                    new ShareGroupTargetAssignmentMemberValue.TopicPartition()
                        .setTopicId(TOPIC)
                        .setPartitions(List.of(1, 2)))));
    check(
        new ShareGroupRecord.Current("g", "m", 7, 6, ASSIGNMENT),
        14,
        new ShareGroupCurrentMemberAssignmentKey().setGroupId("g").setMemberId("m"),
        new ShareGroupCurrentMemberAssignmentValue()
            .setMemberEpoch(7)
            .setPreviousMemberEpoch(6)
            .setState((byte) 0)
            .setAssignedPartitions(
                List.of(
                    new ShareGroupCurrentMemberAssignmentValue.TopicPartitions()
                        .setTopicId(TOPIC)
                        .setPartitions(List.of(1, 2)))));
  }

  @Test
  void partitionsThatHaveAState() {
    check(
        new ShareGroupRecord.StatePartitions(
            "g", Map.of(TOPIC, new ShareGroupRecord.StateTopic("t", new TreeSet<>(List.of(0, 1))))),
        15,
        new ShareGroupStatePartitionMetadataKey().setGroupId("g"),
        new ShareGroupStatePartitionMetadataValue()
            .setInitializingTopics(List.of())
            .setInitializedTopics(
                List.of(
                    new ShareGroupStatePartitionMetadataValue.TopicPartitionsInfo()
                        .setTopicId(TOPIC)
                        .setTopicName("t")
                        .setPartitions(List.of(0, 1))))
            .setDeletingTopics(List.of()));
  }

  @Test
  void tombstonesHaveAKeyOnly() {
    check(
        new ShareGroupRecord.EpochTombstone("g"),
        11,
        new ShareGroupMetadataKey().setGroupId("g"),
        null);
    check(
        new ShareGroupRecord.TargetEpochTombstone("g"),
        12,
        new ShareGroupTargetAssignmentMetadataKey().setGroupId("g"),
        null);
    check(
        new ShareGroupRecord.CurrentTombstone("g", "m"),
        14,
        new ShareGroupCurrentMemberAssignmentKey().setGroupId("g").setMemberId("m"),
        null);
    check(
        new ShareGroupRecord.Metadata("g", "m", null),
        10,
        new ShareGroupMemberMetadataKey().setGroupId("g").setMemberId("m"),
        null);
    check(
        new ShareGroupRecord.Target("g", "m", null),
        13,
        new ShareGroupTargetAssignmentMemberKey().setGroupId("g").setMemberId("m"),
        null);
    check(
        new ShareGroupRecord.StatePartitions("g", null),
        15,
        new ShareGroupStatePartitionMetadataKey().setGroupId("g"),
        null);
  }

  private void check(ShareGroupRecord record, int kind, Message key, @Nullable Message value) {
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
