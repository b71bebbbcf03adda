package io.jackdaw.cli.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jackdaw.cli.decode.CoordinatorRecords;
import io.jackdaw.cli.decode.DecodedRecord;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of a coordinator as JSON, a line each, in the shape that Kafka's own formatters for its
 * console consumer give them. Other kinds of records, and what cannot be read, are left out.
 */
public final class CoordinatorLines implements RecordPrinter {
  private static final Set<Integer> OFFSETS = Set.of(0, 1);
  private static final Set<Integer> CLASSIC_GROUPS = Set.of(2);
  private static final Set<Integer> SHARE_GROUPS = Set.of(10, 11, 12, 13, 14, 15);
  private static final Set<Integer> ALL = Set.of(0, 1);

  private final CoordinatorRecords records;
  private final Set<Integer> types;

  private CoordinatorLines(CoordinatorRecords records, Set<Integer> types) {
    this.records = records;
    this.types = types;
  }

  /**
   * By the class of Kafka's formatter, in whatever package it was.
   *
   * @return null if it is none for records of a coordinator
   */
  public static @Nullable RecordPrinter named(String formatter) {
    return switch (formatter.substring(formatter.lastIndexOf('$') + 1).replaceAll(".*\\.", "")) {
      case "OffsetsMessageFormatter" ->
          new CoordinatorLines(CoordinatorRecords.ofGroups(), OFFSETS);
      case "GroupMetadataMessageFormatter" ->
          new CoordinatorLines(CoordinatorRecords.ofGroups(), CLASSIC_GROUPS);
      case "ShareGroupMessageFormatter" ->
          new CoordinatorLines(CoordinatorRecords.ofGroups(), SHARE_GROUPS);
      case "TransactionLogMessageFormatter" ->
          new CoordinatorLines(CoordinatorRecords.ofTransactions(), ALL);
      case "ShareGroupStateMessageFormatter" ->
          new CoordinatorLines(CoordinatorRecords.ofShares(), ALL);
      default -> null;
    };
  }

  @Override
  public void print(ConsumerRecord<byte[], byte[]> record, PrintStream out) {
    byte[] value = record.value();
    DecodedRecord decoded = decode(record.key(), value);
    if (decoded != null && types.contains(decoded.type())) {
      out.println(json(decoded));
    }
  }

  private @Nullable DecodedRecord decode(byte @Nullable [] key, byte @Nullable [] value) {
    try {
      return key == null
          ? null
          : records.decode(ByteBuffer.wrap(key), value == null ? null : ByteBuffer.wrap(value));
    } catch (IllegalArgumentException damaged) {
      return null;
    }
  }

  private static ObjectNode json(DecodedRecord record) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("key").put("type", record.type()).set("data", record.key());
    if (record.value() == null) {
      json.putNull("value");
    } else {
      json.putObject("value").put("version", record.version()).set("data", record.value());
    }
    return json;
  }
}
