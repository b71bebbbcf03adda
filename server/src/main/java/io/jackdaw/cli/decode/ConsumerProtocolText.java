package io.jackdaw.cli.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolAssignmentJsonConverter;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.ConsumerProtocolSubscriptionJsonConverter;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Readable;

/**
 * What members of a classic group of consumers subscribe to and were assigned: bytes that only
 * consumers understand, and here are shown all the same.
 */
final class ConsumerProtocolText {
  private static final String TYPE = "consumer";

  private ConsumerProtocolText() {}

  /** Replaces the bytes in the metadata of a group; what cannot be read stays as it is. */
  static void unfold(ObjectNode group) {
    if (group.path("protocolType").asText().equals(TYPE)) {
      for (JsonNode member : group.path("members")) {
        unfold((ObjectNode) member, "subscription", ConsumerProtocolText::subscription);
        unfold((ObjectNode) member, "assignment", ConsumerProtocolText::assignment);
      }
    }
  }

  private interface Unfolding {
    JsonNode of(Readable in, short version);
  }

  private static void unfold(ObjectNode member, String field, Unfolding unfolding) {
    try {
      ByteBuffer in = ByteBuffer.wrap(member.path(field).binaryValue());
      short version = in.getShort();
      member.set(field, unfolding.of(new ByteBufferAccessor(in), version));
    } catch (RuntimeException | IOException _) {
      // A member may send what it likes.
    }
  }

  private static JsonNode subscription(Readable in, short version) {
    return ConsumerProtocolSubscriptionJsonConverter.write(
        new ConsumerProtocolSubscription(in, version), version);
  }

  private static JsonNode assignment(Readable in, short version) {
    return ConsumerProtocolAssignmentJsonConverter.write(
        new ConsumerProtocolAssignment(in, version), version);
  }
}
