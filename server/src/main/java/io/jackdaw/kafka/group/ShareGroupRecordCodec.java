package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.coordinator.RecordFields;
import io.jackdaw.kafka.group.ShareGroupRecord.StateTopic;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Records of share groups in Kafka's schemas, {@code ShareGroup*Key.json} and {@code …Value}, all
 * in version 0; see docs/formats/consumer-offsets.md. Stateless, any thread.
 */
final class ShareGroupRecordCodec {
  private static final short METADATA = 10;
  private static final short EPOCH = 11;
  private static final short TARGET_EPOCH = 12;
  private static final short TARGET = 13;
  private static final short CURRENT = 14;
  private static final short STATE_PARTITIONS = 15;
  private static final int VALUE_VERSION = 0;

  /** Members of share groups have nothing to give up first. */
  private static final byte STABLE = 0;

  private ShareGroupRecordCodec() {}

  static boolean isItsKind(short kind) {
    return kind >= METADATA && kind <= STATE_PARTITIONS;
  }

  static CoordinatorRecord encode(ShareGroupRecord record) {
    String group = record.group();
    return switch (record) {
      case ShareGroupRecord.Metadata member ->
          new CoordinatorRecord(
              key(METADATA, group, member.member()),
              member.value() == null ? null : metadata(member.value()));
      case ShareGroupRecord.Epoch epoch ->
          new CoordinatorRecord(
              key(EPOCH, group),
              value().int32(epoch.epoch()).int64(epoch.metadataHash()).noTags().done());
      case ShareGroupRecord.EpochTombstone gone -> new CoordinatorRecord(key(EPOCH, group), null);
      case ShareGroupRecord.TargetEpoch epoch ->
          new CoordinatorRecord(
              key(TARGET_EPOCH, group),
              ConsumerGroupRecordCodec.int64Tag(value().int32(epoch.epoch()), epoch.timestampMs()));
      case ShareGroupRecord.TargetEpochTombstone gone ->
          new CoordinatorRecord(key(TARGET_EPOCH, group), null);
      case ShareGroupRecord.Target target ->
          new CoordinatorRecord(
              key(TARGET, group, target.member()),
              target.value() == null ? null : ConsumerGroupRecordCodec.target(target.value()));
      case ShareGroupRecord.Current current ->
          new CoordinatorRecord(key(CURRENT, group, current.member()), current(current));
      case ShareGroupRecord.CurrentTombstone gone ->
          new CoordinatorRecord(key(CURRENT, group, gone.member()), null);
      case ShareGroupRecord.StatePartitions state ->
          new CoordinatorRecord(
              key(STATE_PARTITIONS, group),
              state.initialized() == null ? null : statePartitions(state.initialized()));
    };
  }

  /**
   * @param keyIn behind its kind
   * @return null for a version that is not known here
   */
  static @Nullable ShareGroupRecord decode(short kind, ByteBuffer keyIn, @Nullable ByteBuffer in) {
    if (in != null && in.getShort() != VALUE_VERSION) {
      return null;
    }
    String group = RecordFields.string(keyIn);
    return switch (kind) {
      case METADATA ->
          new ShareGroupRecord.Metadata(
              group, RecordFields.string(keyIn), in == null ? null : readMetadata(in));
      case EPOCH ->
          in == null
              ? new ShareGroupRecord.EpochTombstone(group)
              : new ShareGroupRecord.Epoch(group, in.getInt(), in.getLong());
      case TARGET_EPOCH ->
          in == null
              ? new ShareGroupRecord.TargetEpochTombstone(group)
              : new ShareGroupRecord.TargetEpoch(
                  group, in.getInt(), ConsumerGroupRecordCodec.int64Tag(in));
      case TARGET ->
          new ShareGroupRecord.Target(
              group,
              RecordFields.string(keyIn),
              in == null ? null : ConsumerGroupRecordCodec.readTarget(in));
      case CURRENT -> readCurrent(group, RecordFields.string(keyIn), in);
      default ->
          new ShareGroupRecord.StatePartitions(group, in == null ? null : readStatePartitions(in));
    };
  }

  private static ByteBuffer key(short kind, String group) {
    return new RecordFields.Writer().int16(kind).string(group).done();
  }

  private static ByteBuffer key(short kind, String group, String member) {
    return new RecordFields.Writer().int16(kind).string(group).string(member).done();
  }

  private static RecordFields.Writer value() {
    return new RecordFields.Writer().int16(VALUE_VERSION);
  }

  private static ByteBuffer metadata(ShareMember.Metadata member) {
    RecordFields.Writer out =
        value()
            .compactString(member.rackId())
            .compactString(member.clientId())
            .compactString(member.clientHost());
    ConsumerGroupRecordCodec.strings(out, member.topics());
    return out.noTags().done();
  }

  private static ShareMember.Metadata readMetadata(ByteBuffer in) {
    return new ShareMember.Metadata(
        RecordFields.compactNullableString(in),
        RecordFields.compactString(in),
        RecordFields.compactString(in),
        ConsumerGroupRecordCodec.readStrings(in));
  }

  private static ByteBuffer current(ShareGroupRecord.Current current) {
    RecordFields.Writer out =
        value().int32(current.epoch()).int32(current.previousEpoch()).int8(STABLE);
    Map<Uuid, Set<Integer>> assigned = current.assigned().partitions();
    out.compactCount(assigned.size());
    new TreeMap<>(assigned)
        .forEach(
            (topic, partitions) ->
                ConsumerGroupRecordCodec.integers(out.uuid(topic), new TreeSet<>(partitions))
                    .noTags());
    return out.noTags().done();
  }

  private static ShareGroupRecord readCurrent(
      String group, String member, @Nullable ByteBuffer in) {
    if (in == null) {
      return new ShareGroupRecord.CurrentTombstone(group, member);
    }
    int epoch = in.getInt();
    int previousEpoch = in.getInt();
    in.get(); // its state
    return new ShareGroupRecord.Current(
        group, member, epoch, previousEpoch, ConsumerGroupRecordCodec.readTarget(in));
  }

  private static ByteBuffer statePartitions(Map<Uuid, StateTopic> initialized) {
    RecordFields.Writer out = value().compactCount(0).compactCount(initialized.size());
    new TreeMap<>(initialized)
        .forEach(
            (topic, state) ->
                ConsumerGroupRecordCodec.integers(
                        out.uuid(topic).compactString(state.name()), state.partitions())
                    .noTags());
    return out.compactCount(0).noTags().done();
  }

  /** Topics that are just being initialized, or deleted, are for others to begin anew with. */
  private static Map<Uuid, StateTopic> readStatePartitions(ByteBuffer in) {
    readTopics(in);
    return readTopics(in);
  }

  private static Map<Uuid, StateTopic> readTopics(ByteBuffer in) {
    int count = RecordFields.compactCount(in);
    Map<Uuid, StateTopic> topics = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Uuid topic = RecordFields.uuid(in);
      String name = RecordFields.compactString(in);
      topics.put(
          topic, new StateTopic(name, new TreeSet<>(ConsumerGroupRecordCodec.readIntegers(in))));
      RecordFields.skipTags(in);
    }
    return topics;
  }
}
