package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.coordinator.RecordFields;
import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.MemberState;
import io.jackdaw.kafka.group.consumer.OwnedPartitions;
import io.jackdaw.kafka.group.consumer.ResolvedRegex;
import io.jackdaw.kafka.group.consumer.SupportedProtocol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Records of consumer groups in Kafka's schemas, {@code ConsumerGroup*Key.json} and {@code …Value},
 * all in version 0; see docs/formats/consumer-offsets.md. Stateless, any thread.
 */
final class ConsumerGroupRecordCodec {
  private static final short EPOCH = 3;
  private static final short TOPICS = 4;
  private static final short METADATA = 5;
  private static final short TARGET_EPOCH = 6;
  private static final short TARGET = 7;
  private static final short CURRENT = 8;
  private static final short REGEX = 16;
  private static final int VALUE_VERSION = 0;
  private static final byte NULL_ARRAY = 0;

  private ConsumerGroupRecordCodec() {}

  static CoordinatorRecord encode(ConsumerGroupRecord record) {
    String group = record.group();
    return switch (record) {
      case ConsumerGroupRecord.Epoch epoch -> record(key(EPOCH, group), epoch(epoch));
      case ConsumerGroupRecord.EpochTombstone tombstone -> record(key(EPOCH, group), null);
      case ConsumerGroupRecord.Topics topics -> record(key(TOPICS, group), null);
      case ConsumerGroupRecord.Metadata member ->
          record(
              key(METADATA, group, member.member()),
              member.value() == null ? null : metadata(member.value()));
      case ConsumerGroupRecord.TargetEpoch epoch ->
          record(key(TARGET_EPOCH, group), targetEpoch(epoch));
      case ConsumerGroupRecord.TargetEpochTombstone tombstone ->
          record(key(TARGET_EPOCH, group), null);
      case ConsumerGroupRecord.Target target ->
          record(
              key(TARGET, group, target.member()),
              target.value() == null ? null : target(target.value()));
      case ConsumerGroupRecord.Current current ->
          record(
              key(CURRENT, group, current.member()),
              current.value() == null ? null : current(current.value()));
      case ConsumerGroupRecord.Regex regex ->
          record(
              key(REGEX, group, regex.regex()),
              regex.value() == null ? null : regex(regex.value()));
    };
  }

  /**
   * @param keyIn behind its kind
   * @return null for a kind or version that is not known here
   */
  static @Nullable ConsumerGroupRecord decode(
      short kind, ByteBuffer keyIn, @Nullable ByteBuffer in) {
    if (in != null && in.getShort() != VALUE_VERSION) {
      return null;
    }
    return switch (kind) {
      case EPOCH -> readEpoch(RecordFields.string(keyIn), in);
      case TOPICS -> new ConsumerGroupRecord.Topics(RecordFields.string(keyIn), in != null);
      case METADATA ->
          new ConsumerGroupRecord.Metadata(
              RecordFields.string(keyIn),
              RecordFields.string(keyIn),
              in == null ? null : readMetadata(in));
      case TARGET_EPOCH -> readTargetEpoch(RecordFields.string(keyIn), in);
      case TARGET ->
          new ConsumerGroupRecord.Target(
              RecordFields.string(keyIn),
              RecordFields.string(keyIn),
              in == null ? null : readTarget(in));
      case CURRENT ->
          new ConsumerGroupRecord.Current(
              RecordFields.string(keyIn),
              RecordFields.string(keyIn),
              in == null ? null : readCurrent(in));
      case REGEX ->
          new ConsumerGroupRecord.Regex(
              RecordFields.string(keyIn),
              RecordFields.string(keyIn),
              in == null ? null : readRegex(in));
      default -> null;
    };
  }

  private static CoordinatorRecord record(ByteBuffer key, @Nullable ByteBuffer value) {
    return new CoordinatorRecord(key, value);
  }

  private static ByteBuffer key(short kind, String group) {
    return new RecordFields.Writer().int16(kind).string(group).done();
  }

  private static ByteBuffer key(short kind, String group, String second) {
    return new RecordFields.Writer().int16(kind).string(group).string(second).done();
  }

  private static RecordFields.Writer value() {
    return new RecordFields.Writer().int16(VALUE_VERSION);
  }

  private static ByteBuffer epoch(ConsumerGroupRecord.Epoch record) {
    RecordFields.Writer out = value().int32(record.epoch());
    return int64Tag(out, record.metadataHash());
  }

  private static ByteBuffer targetEpoch(ConsumerGroupRecord.TargetEpoch record) {
    return int64Tag(value().int32(record.epoch()), record.timestampMs());
  }

  static ByteBuffer int64Tag(RecordFields.Writer out, long tagged) {
    return tagged == 0
        ? out.noTags().done()
        : out.oneTag(0, new RecordFields.Writer().int64(tagged).done()).done();
  }

  static long int64Tag(ByteBuffer in) {
    ByteBuffer tagged = RecordFields.tags(in).get(0);
    return tagged == null ? 0 : tagged.getLong();
  }

  private static ConsumerGroupRecord readEpoch(String group, @Nullable ByteBuffer in) {
    return in == null
        ? new ConsumerGroupRecord.EpochTombstone(group)
        : new ConsumerGroupRecord.Epoch(group, in.getInt(), int64Tag(in));
  }

  private static ConsumerGroupRecord readTargetEpoch(String group, @Nullable ByteBuffer in) {
    return in == null
        ? new ConsumerGroupRecord.TargetEpochTombstone(group)
        : new ConsumerGroupRecord.TargetEpoch(group, in.getInt(), int64Tag(in));
  }

  private static ByteBuffer metadata(MemberMetadata member) {
    RecordFields.Writer out =
        value()
            .compactString(member.instanceId())
            .compactString(member.rackId())
            .compactString(member.clientId())
            .compactString(member.clientHost());
    strings(out, member.topics());
    out.compactString(member.regex())
        .int32(member.rebalanceTimeoutMs())
        .compactString(member.assignor());
    MemberMetadata.Classic classic = member.classic();
    return out.oneTag(0, classic(classic)).done();
  }

  /** Null has to be said: to Kafka, a member without this tag is a classic one. */
  private static ByteBuffer classic(MemberMetadata.@Nullable Classic classic) {
    if (classic == null) {
      return new RecordFields.Writer().int8(0).done();
    }
    RecordFields.Writer out =
        new RecordFields.Writer()
            .int8(1)
            .int32(classic.sessionTimeoutMs())
            .compactCount(classic.protocols().size());
    for (SupportedProtocol protocol : classic.protocols()) {
      out.compactString(protocol.name()).compactBytes(protocol.metadata()).noTags();
    }
    return out.noTags().done();
  }

  private static MemberMetadata readMetadata(ByteBuffer in) {
    String instanceId = RecordFields.compactNullableString(in);
    String rackId = RecordFields.compactNullableString(in);
    String clientId = RecordFields.compactString(in);
    String clientHost = RecordFields.compactString(in);
    SortedSet<String> topics = readStrings(in);
    String regex = RecordFields.compactNullableString(in);
    int rebalanceTimeoutMs = in.getInt();
    String assignor = RecordFields.compactNullableString(in);
    ByteBuffer classic = RecordFields.tags(in).get(0);
    return new MemberMetadata(
        instanceId,
        rackId,
        clientId,
        clientHost,
        topics,
        regex == null ? "" : regex,
        rebalanceTimeoutMs,
        assignor,
        classic == null || classic.get() <= 0 ? null : readClassic(classic));
  }

  private static MemberMetadata.Classic readClassic(ByteBuffer in) {
    int sessionTimeoutMs = in.getInt();
    int count = RecordFields.compactCount(in);
    List<SupportedProtocol> protocols = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      protocols.add(
          new SupportedProtocol(RecordFields.compactString(in), RecordFields.compactBytes(in)));
      RecordFields.skipTags(in);
    }
    return new MemberMetadata.Classic(sessionTimeoutMs, protocols);
  }

  static ByteBuffer target(Assignment target) {
    RecordFields.Writer out = value().compactCount(target.partitions().size());
    new TreeMap<>(target.partitions())
        .forEach((topic, partitions) -> integers(out.uuid(topic), partitions).noTags());
    return out.noTags().done();
  }

  static Assignment readTarget(ByteBuffer in) {
    int count = RecordFields.compactCount(in);
    Map<Uuid, Set<Integer>> partitions = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Uuid topic = RecordFields.uuid(in);
      partitions.put(topic, new TreeSet<>(readIntegers(in)));
      RecordFields.skipTags(in);
    }
    return new Assignment(partitions);
  }

  private static ByteBuffer current(CurrentAssignment current) {
    RecordFields.Writer out =
        value().int32(current.epoch()).int32(current.previousEpoch()).int8(current.state().id());
    owned(out, current.assigned());
    owned(out, current.revoking());
    return out.noTags().done();
  }

  private static CurrentAssignment readCurrent(ByteBuffer in) {
    int epoch = in.getInt();
    return new CurrentAssignment(
        epoch, in.getInt(), MemberState.of(in.get()), readOwned(in, epoch), readOwned(in, epoch));
  }

  private static void owned(RecordFields.Writer out, OwnedPartitions owned) {
    out.compactCount(owned.epochs().size());
    new TreeMap<>(owned.epochs())
        .forEach(
            (topic, epochs) -> {
              TreeMap<Integer, Integer> ordered = new TreeMap<>(epochs);
              integers(out.uuid(topic), ordered.keySet());
              RecordFields.Writer tagged = new RecordFields.Writer();
              out.oneTag(0, integers(tagged, ordered.values()).done());
            });
  }

  /** Before Kafka 4.3 a partition's epoch was not stored: it may be as old as the member's. */
  private static OwnedPartitions readOwned(ByteBuffer in, int memberEpoch) {
    int count = RecordFields.compactCount(in);
    Map<Uuid, Map<Integer, Integer>> owned = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Uuid topic = RecordFields.uuid(in);
      List<Integer> partitions = readIntegers(in);
      ByteBuffer tagged = RecordFields.tags(in).get(0);
      List<Integer> epochs =
          tagged == null || tagged.get(tagged.position()) == NULL_ARRAY
              ? List.of()
              : readIntegers(tagged);
      Map<Integer, Integer> ofTopic = new HashMap<>();
      for (int j = 0; j < partitions.size(); j++) {
        ofTopic.put(partitions.get(j), j < epochs.size() ? epochs.get(j) : memberEpoch);
      }
      owned.put(topic, ofTopic);
    }
    return owned.isEmpty() ? OwnedPartitions.NONE : new OwnedPartitions(owned);
  }

  private static ByteBuffer regex(ResolvedRegex resolved) {
    RecordFields.Writer out = value();
    strings(out, resolved.topics());
    return out.int64(resolved.version()).int64(resolved.timestampMs()).noTags().done();
  }

  private static ResolvedRegex readRegex(ByteBuffer in) {
    return new ResolvedRegex(readStrings(in), in.getLong(), in.getLong());
  }

  static void strings(RecordFields.Writer out, Collection<String> values) {
    out.compactCount(values.size());
    values.forEach(out::compactString);
  }

  static SortedSet<String> readStrings(ByteBuffer in) {
    int count = RecordFields.compactCount(in);
    SortedSet<String> values = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      values.add(RecordFields.compactString(in));
    }
    return values;
  }

  static RecordFields.Writer integers(RecordFields.Writer out, Collection<Integer> values) {
    out.compactCount(values.size());
    values.forEach(out::int32);
    return out;
  }

  static List<Integer> readIntegers(ByteBuffer in) {
    int count = RecordFields.compactCount(in);
    List<Integer> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(in.getInt());
    }
    return values;
  }
}
