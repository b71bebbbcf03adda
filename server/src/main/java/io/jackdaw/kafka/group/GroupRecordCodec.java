package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.coordinator.RecordCodec;
import io.jackdaw.kafka.coordinator.RecordFields;
import io.jackdaw.kafka.group.GroupRecord.GroupDowngrade;
import io.jackdaw.kafka.group.GroupRecord.GroupMetadata;
import io.jackdaw.kafka.group.GroupRecord.GroupTombstone;
import io.jackdaw.kafka.group.GroupRecord.OffsetCommit;
import io.jackdaw.kafka.group.GroupRecord.OffsetTombstone;
import io.jackdaw.kafka.group.GroupSnapshot.MemberSnapshot;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code __consumer_offsets} in Kafka's own format, byte tables in
 * docs/formats/consumer-offsets.md. Reads every version of both kinds of value; writes
 * OffsetCommitValue 3 (1 with an expiry) and GroupMetadataValue 3, which every Kafka since 2.3
 * reads. Source: OffsetCommitKey/Value.json, GroupMetadataKey/Value.json, KIP-915.
 */
final class GroupRecordCodec implements RecordCodec<GroupRecord> {
  /** LegacyOffsetCommitKey: the key is the same, nobody has written it since 0.8.2. */
  private static final short LEGACY_OFFSET_COMMIT_KEY = 0;

  private static final short OFFSET_COMMIT_KEY = 1;
  private static final short GROUP_METADATA_KEY = 2;
  private static final short NEWEST_VALUE = 4;
  private static final short FIRST_FLEXIBLE_VALUE = 4;

  @Override
  public CoordinatorRecord encode(GroupRecord record) {
    return switch (record) {
      case OffsetCommit(OffsetKey key, CommittedOffset offset) ->
          new CoordinatorRecord(offsetKey(key), offsetValue(offset));
      case OffsetTombstone(OffsetKey key) -> new CoordinatorRecord(offsetKey(key), null);
      case GroupMetadata(String group, GroupSnapshot snapshot) ->
          new CoordinatorRecord(groupKey(group), groupValue(snapshot));
      case GroupDowngrade(String group, GroupSnapshot snapshot, boolean rebalance) ->
          new CoordinatorRecord(groupKey(group), groupValue(snapshot));
      case GroupTombstone(String group) -> new CoordinatorRecord(groupKey(group), null);
      case ConsumerGroupRecord ofConsumerGroup -> ConsumerGroupRecordCodec.encode(ofConsumerGroup);
      case ShareGroupRecord ofShareGroup -> ShareGroupRecordCodec.encode(ofShareGroup);
    };
  }

  @Override
  public @Nullable GroupRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
    ByteBuffer keyIn = key.duplicate();
    ByteBuffer valueIn = value == null ? null : value.duplicate();
    try {
      short kind = keyIn.getShort();
      if (valueIn != null && valueIn.getShort(valueIn.position()) > NEWEST_VALUE) {
        return null;
      }
      return switch (kind) {
        case LEGACY_OFFSET_COMMIT_KEY, OFFSET_COMMIT_KEY -> readOffset(keyIn, valueIn);
        case GROUP_METADATA_KEY -> readGroup(keyIn, valueIn);
        default ->
            ShareGroupRecordCodec.isItsKind(kind)
                ? ShareGroupRecordCodec.decode(kind, keyIn, valueIn)
                : ConsumerGroupRecordCodec.decode(kind, keyIn, valueIn);
      };
    } catch (BufferUnderflowException | IndexOutOfBoundsException cut) {
      throw new IllegalArgumentException("record is cut short", cut);
    }
  }

  private static ByteBuffer offsetKey(OffsetKey key) {
    return new RecordFields.Writer()
        .int16(OFFSET_COMMIT_KEY)
        .string(key.group())
        .string(key.topic())
        .int32(key.partition())
        .done();
  }

  private static ByteBuffer offsetValue(CommittedOffset offset) {
    boolean expires = offset.expireTimestampMs() != CommittedOffset.NO_EXPIRY;
    RecordFields.Writer out =
        new RecordFields.Writer().int16(expires ? 1 : 3).int64(offset.offset());
    if (!expires) {
      out.int32(offset.leaderEpoch());
    }
    out.string(offset.metadata()).int64(offset.commitTimestampMs());
    if (expires) {
      out.int64(offset.expireTimestampMs());
    }
    return out.done();
  }

  private static GroupRecord readOffset(ByteBuffer keyIn, @Nullable ByteBuffer in) {
    OffsetKey key =
        new OffsetKey(RecordFields.string(keyIn), RecordFields.string(keyIn), keyIn.getInt());
    if (in == null) {
      return new OffsetTombstone(key);
    }
    short version = in.getShort();
    long offset = in.getLong();
    int leaderEpoch = version >= 3 ? in.getInt() : CommittedOffset.NO_LEADER_EPOCH;
    String metadata =
        version >= FIRST_FLEXIBLE_VALUE ? RecordFields.compactString(in) : RecordFields.string(in);
    long committedMs = in.getLong();
    long expiresMs = version == 1 ? in.getLong() : CommittedOffset.NO_EXPIRY;
    return new OffsetCommit(
        key, new CommittedOffset(offset, leaderEpoch, metadata, committedMs, expiresMs));
  }

  private static ByteBuffer groupKey(String group) {
    return new RecordFields.Writer().int16(GROUP_METADATA_KEY).string(group).done();
  }

  private static ByteBuffer groupValue(GroupSnapshot group) {
    RecordFields.Writer out =
        new RecordFields.Writer()
            .int16(3)
            .string(group.protocolType())
            .int32(group.generation())
            .string(group.protocol())
            .string(group.leader())
            .int64(group.phaseSinceMs())
            .int32(group.members().size());
    for (MemberSnapshot member : group.members()) {
      out.string(member.id())
          .string(member.instanceId())
          .string(member.clientId())
          .string(member.clientHost())
          .int32(member.rebalanceTimeoutMs())
          .int32(member.sessionTimeoutMs())
          .bytes(member.subscription())
          .bytes(member.assignment());
    }
    return out.done();
  }

  private static GroupRecord readGroup(ByteBuffer keyIn, @Nullable ByteBuffer in) {
    String group = RecordFields.string(keyIn);
    if (in == null) {
      return new GroupTombstone(group);
    }
    short version = in.getShort();
    boolean flexible = version >= FIRST_FLEXIBLE_VALUE;
    String protocolType = flexible ? RecordFields.compactString(in) : RecordFields.string(in);
    int generation = in.getInt();
    String protocol = nullableString(in, flexible);
    String leader = nullableString(in, flexible);
    long phaseSinceMs = version >= 2 ? in.getLong() : -1;
    int count = flexible ? RecordFields.unsignedVarint(in) - 1 : in.getInt();
    List<MemberSnapshot> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(readMember(in, version));
    }
    return new GroupMetadata(
        group,
        new GroupSnapshot(protocolType, generation, protocol, leader, phaseSinceMs, members));
  }

  private static MemberSnapshot readMember(ByteBuffer in, short version) {
    boolean flexible = version >= FIRST_FLEXIBLE_VALUE;
    String id = flexible ? RecordFields.compactString(in) : RecordFields.string(in);
    String instanceId = version >= 3 ? nullableString(in, flexible) : null;
    String clientId = flexible ? RecordFields.compactString(in) : RecordFields.string(in);
    String clientHost = flexible ? RecordFields.compactString(in) : RecordFields.string(in);
    int rebalanceTimeoutMs = version >= 1 ? in.getInt() : -1;
    int sessionTimeoutMs = in.getInt();
    byte[] subscription = flexible ? RecordFields.compactBytes(in) : RecordFields.bytes(in);
    byte[] assignment = flexible ? RecordFields.compactBytes(in) : RecordFields.bytes(in);
    if (flexible) {
      RecordFields.skipTags(in);
    }
    return new MemberSnapshot(
        id,
        instanceId,
        clientId,
        clientHost,
        rebalanceTimeoutMs < 0 ? sessionTimeoutMs : rebalanceTimeoutMs,
        sessionTimeoutMs,
        subscription,
        assignment);
  }

  private static @Nullable String nullableString(ByteBuffer in, boolean flexible) {
    return flexible ? RecordFields.compactNullableString(in) : RecordFields.nullableString(in);
  }
}
