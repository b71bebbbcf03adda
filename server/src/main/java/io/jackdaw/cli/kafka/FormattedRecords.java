package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Records as lines of text in the format of Kafka's console consumer, controlled by its properties:
 * {@code print.timestamp}, {@code print.partition}, {@code print.offset}, {@code print.epoch},
 * {@code print.headers}, {@code print.key}, {@code print.value}, {@code key.separator}, {@code
 * line.separator}, {@code headers.separator}, {@code null.literal}, and {@code key.}, {@code
 * value.} and {@code headers.deserializer}.
 */
public final class FormattedRecords implements RecordPrinter {
  private final Map<String, String> properties;
  private final byte[] keySeparator;
  private final byte[] lineSeparator;
  private final byte[] headersSeparator;
  private final byte[] nullLiteral;
  private final @Nullable Deserializer<?> keys;
  private final @Nullable Deserializer<?> values;
  private final @Nullable Deserializer<?> headers;

  public FormattedRecords(Map<String, String> properties) {
    this.properties = Map.copyOf(properties);
    this.keySeparator = utf8(properties.getOrDefault("key.separator", "\t"));
    this.lineSeparator = utf8(properties.getOrDefault("line.separator", "\n"));
    this.headersSeparator = utf8(properties.getOrDefault("headers.separator", ","));
    this.nullLiteral = utf8(properties.getOrDefault("null.literal", "null"));
    this.keys = deserializer("key.deserializer", true);
    this.values = deserializer("value.deserializer", false);
    this.headers = deserializer("headers.deserializer", false);
  }

  @Override
  public void print(ConsumerRecord<byte[], byte[]> record, PrintStream out) {
    List<byte[]> columns = new ArrayList<>();
    if (prints("print.timestamp")) {
      String type = String.valueOf(record.timestampType());
      columns.add(utf8(record.timestamp() < 0 ? "NO_TIMESTAMP" : type + ":" + record.timestamp()));
    }
    if (prints("print.partition")) {
      columns.add(utf8("Partition:" + record.partition()));
    }
    if (prints("print.offset")) {
      columns.add(utf8("Offset:" + record.offset()));
    }
    if (prints("print.epoch")) {
      columns.add(utf8("Epoch:" + record.leaderEpoch().map(String::valueOf).orElse("NOT_PRESENT")));
    }
    for (byte[] column : columns) {
      out.writeBytes(column);
      boolean last =
          column == columns.getLast()
              && !prints("print.headers")
              && !prints("print.key")
              && !printsValue();
      out.writeBytes(last ? lineSeparator : keySeparator);
    }
    if (prints("print.headers")) {
      printHeaders(record, out);
      out.writeBytes(prints("print.key") || printsValue() ? keySeparator : lineSeparator);
    }
    if (prints("print.key")) {
      out.writeBytes(shown(record, keys, record.key()));
      out.writeBytes(printsValue() ? keySeparator : lineSeparator);
    }
    if (printsValue()) {
      out.writeBytes(shown(record, values, record.value()));
      out.writeBytes(lineSeparator);
    }
  }

  private void printHeaders(ConsumerRecord<byte[], byte[]> record, PrintStream out) {
    Iterator<Header> each = record.headers().iterator();
    if (!each.hasNext()) {
      out.writeBytes(utf8("NO_HEADERS"));
    }
    while (each.hasNext()) {
      Header header = each.next();
      out.writeBytes(utf8(header.key() + ":"));
      out.writeBytes(shown(record, headers, header.value()));
      if (each.hasNext()) {
        out.writeBytes(headersSeparator);
      }
    }
  }

  private byte[] shown(
      ConsumerRecord<byte[], byte[]> record,
      @Nullable Deserializer<?> deserializer,
      byte @Nullable [] bytes) {
    byte[] present = bytes == null ? nullLiteral : bytes;
    return deserializer == null || bytes == null
        ? present
        : utf8(String.valueOf(deserializer.deserialize(record.topic(), record.headers(), present)));
  }

  private boolean prints(String property) {
    return "true".equalsIgnoreCase(properties.getOrDefault(property, "false").strip());
  }

  private boolean printsValue() {
    return "true".equalsIgnoreCase(properties.getOrDefault("print.value", "true").strip());
  }

  private @Nullable Deserializer<?> deserializer(String property, boolean key) {
    String name = properties.get(property);
    if (name == null || name.isEmpty()) {
      return null;
    }
    Map<String, String> own = new HashMap<>();
    properties.forEach(
        (k, v) -> {
          if (k.startsWith(property + ".")) {
            own.put(k.substring(property.length() + 1), v);
          }
        });
    try {
      Deserializer<?> deserializer =
          Class.forName(name).asSubclass(Deserializer.class).getDeclaredConstructor().newInstance();
      deserializer.configure(own, key);
      return deserializer;
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new Failure(
          property + "=" + name + " is not a usable deserializer", "Is its jar in libs/?", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
