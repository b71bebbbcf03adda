package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.RecordFields;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer of the classic protocol says of itself when it joins: {@code int16 version}, then
 * {@code topics: int32 count × string, userData: bytes}, from version 1 {@code owned: int32 count ×
 * (string, int32 count × int32)}, 2 {@code generation: int32}, 3 {@code rack: string}. Source:
 * ConsumerProtocolSubscription.json.
 *
 * @param topics it subscribes to
 * @param owned partitions it held, by topic; none before version 1
 * @param rack null if it does not say
 */
record ConsumerSubscription(
    int version, Set<String> topics, Map<String, List<Integer>> owned, @Nullable String rack) {
  /** Protocol type of groups of consumers. */
  static final String PROTOCOL_TYPE = "consumer";

  /** Topics only, as the coordinator of a classic group looks at; empty if this is none. */
  static Optional<Set<String>> topics(byte[] metadata) {
    ByteBuffer buffer = ByteBuffer.wrap(metadata);
    try {
      return buffer.getShort() < 0 ? Optional.empty() : Optional.of(readTopics(buffer));
    } catch (BufferUnderflowException | IllegalArgumentException notASubscription) {
      return Optional.empty();
    }
  }

  /** All of it; empty if these bytes are no subscription. */
  static Optional<ConsumerSubscription> parse(byte[] metadata) {
    ByteBuffer in = ByteBuffer.wrap(metadata);
    try {
      short version = in.getShort();
      if (version < 0) {
        return Optional.empty();
      }
      Set<String> topics = readTopics(in);
      int userData = in.getInt();
      in.position(in.position() + Math.max(userData, 0));
      Map<String, List<Integer>> owned =
          version < 1 ? Map.of() : ConsumerAssignment.readPartitions(in);
      if (version >= 2) {
        in.getInt();
      }
      String rack = version >= 3 ? RecordFields.nullableString(in) : null;
      return Optional.of(new ConsumerSubscription(version, topics, owned, rack));
    } catch (BufferUnderflowException | IllegalArgumentException notASubscription) {
      return Optional.empty();
    }
  }

  private static Set<String> readTopics(ByteBuffer in) {
    int count = in.getInt();
    Set<String> topics = new HashSet<>();
    for (int i = 0; i < count; i++) {
      topics.add(RecordFields.string(in));
    }
    return topics;
  }
}
