package io.jackdaw.kafka.group;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the topics out of a consumer's subscription, the only part of a member's metadata that the
 * coordinator looks into: {@code int16 version, int32 count, count × (int16 length, UTF-8)}, the
 * prefix of all versions. Source: ConsumerProtocolSubscription.json.
 */
final class ConsumerSubscription {
  /** Protocol type of groups of consumers. */
  static final String PROTOCOL_TYPE = "consumer";

  private ConsumerSubscription() {}

  /** Empty if these bytes are no subscription. */
  static Optional<Set<String>> topics(byte[] metadata) {
    ByteBuffer buffer = ByteBuffer.wrap(metadata);
    try {
      if (buffer.getShort() < 0) {
        return Optional.empty();
      }
      int count = buffer.getInt();
      Set<String> topics = new HashSet<>();
      for (int i = 0; i < count; i++) {
        topics.add(RecordFields.string(buffer));
      }
      return Optional.of(topics);
    } catch (BufferUnderflowException | IllegalArgumentException notASubscription) {
      return Optional.empty();
    }
  }
}
