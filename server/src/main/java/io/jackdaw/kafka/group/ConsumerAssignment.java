package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.RecordFields;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Partitions as a consumer of the classic protocol gets them from SyncGroup: {@code int16 version,
 * int32 count × (string topic, int32 count × int32), bytes userData}, the same in all versions.
 * Source: ConsumerProtocolAssignment.json.
 */
final class ConsumerAssignment {
  private static final int NEWEST = 3;
  private static final int NO_BYTES = -1;

  private ConsumerAssignment() {}

  /** By topic; empty if these bytes are no assignment. No bytes at all are nothing assigned. */
  static Optional<Map<String, List<Integer>>> parse(byte[] assignment) {
    if (assignment.length == 0) {
      return Optional.of(Map.of());
    }
    ByteBuffer in = ByteBuffer.wrap(assignment);
    try {
      return in.getShort() < 0 ? Optional.empty() : Optional.of(readPartitions(in));
    } catch (BufferUnderflowException | IllegalArgumentException notAnAssignment) {
      return Optional.empty();
    }
  }

  static Map<String, List<Integer>> readPartitions(ByteBuffer in) {
    Map<String, List<Integer>> partitions = new LinkedHashMap<>();
    int topics = in.getInt();
    for (int i = 0; i < topics; i++) {
      List<Integer> ofTopic =
          partitions.computeIfAbsent(RecordFields.string(in), topic -> new ArrayList<>());
      int count = in.getInt();
      for (int j = 0; j < count; j++) {
        ofTopic.add(in.getInt());
      }
    }
    return partitions;
  }

  /**
   * @param version of the member's subscription: what it understands
   */
  static byte[] encode(int version, Map<String, ? extends Iterable<Integer>> partitions) {
    RecordFields.Writer out =
        new RecordFields.Writer().int16(Math.min(version, NEWEST)).int32(partitions.size());
    partitions.forEach(
        (topic, ofTopic) -> {
          List<Integer> ordered = new ArrayList<>();
          ofTopic.forEach(ordered::add);
          out.string(topic).int32(ordered.size());
          ordered.forEach(out::int32);
        });
    return out.int32(NO_BYTES).done().array();
  }
}
