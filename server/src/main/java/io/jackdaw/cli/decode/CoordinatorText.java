package io.jackdaw.cli.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jackdaw.disk.StorageException;
import io.jackdaw.log.dump.RecordText;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Records of a coordinator as JSON, in the shape that {@code kafka-dump-log.sh} gives them. */
public record CoordinatorText(CoordinatorRecords records) implements RecordText {
  private static final String DELETED = "<DELETE>";

  @Override
  public Shown of(long offset, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
    if (key == null) {
      throw new StorageException(
          "The record at offset " + offset + " has no key: no coordinator wrote it");
    }
    try {
      DecodedRecord record = records.decode(key, value);
      return record == null ? unknown(CoordinatorRecords.type(key), offset) : shown(record);
    } catch (IllegalArgumentException damaged) {
      return new Shown(
          "Error at offset " + offset + ", skipping. " + damaged.getMessage() + ".", null);
    }
  }

  private static Shown unknown(int type, long offset) {
    return new Shown("Unknown record type " + type + " at offset " + offset + ", skipping.", null);
  }

  private static Shown shown(DecodedRecord record) {
    ObjectNode value = record.value();
    if (value != null) {
      ConsumerProtocolText.unfold(value);
    }
    return new Shown(
        object("type", record.type(), record.key()),
        value == null ? DELETED : object("version", record.version(), value));
  }

  private static String object(String name, int number, JsonNode data) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put(name, String.valueOf(number));
    object.set("data", data);
    return object.toString();
  }
}
