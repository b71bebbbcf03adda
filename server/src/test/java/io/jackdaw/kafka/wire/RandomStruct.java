package io.jackdaw.kafka.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.types.ArrayOf;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Random messages made from their schemas, not from the message classes under test. Values are
 * never the default ones, because a tagged field with its default is not written.
 */
final class RandomStruct {
  private final Random random;

  RandomStruct(Random random) {
    this.random = random;
  }

  /** A message of {@code schema} as bytes. */
  byte[] bytes(Schema schema) {
    Struct struct = (Struct) value(schema);
    ByteBuffer buffer = ByteBuffer.allocate(struct.sizeOf());
    struct.writeTo(buffer);
    return buffer.array();
  }

  private @Nullable Object value(Type type) {
    return switch (type) {
      case Schema schema -> {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
          struct.set(field, value(field.def.type));
        }
        yield struct;
      }
      case ArrayOf array -> elements(array.arrayElementType().orElseThrow());
      case CompactArrayOf array -> elements(array.arrayElementType().orElseThrow());
      case TaggedFields tagged -> {
        Map<Integer, Object> values = new TreeMap<>();
        for (Map.Entry<Integer, Field> field : tagged.fields().entrySet()) {
          Object value = value(field.getValue().type);
          if (value != null) {
            values.put(field.getKey(), value);
          }
        }
        yield values;
      }
      default -> primitive(type);
    };
  }

  private @Nullable Object[] elements(Type type) {
    @Nullable Object[] elements = new Object[1 + random.nextInt(3)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = value(type);
    }
    return elements;
  }

  private @Nullable Object primitive(Type type) {
    return switch (type.toString()) {
      case "BOOLEAN" -> true;
      case "INT8" -> (byte) (2 + random.nextInt(100));
      case "INT16" -> (short) (2 + random.nextInt(30_000));
      case "UINT16" -> 2 + random.nextInt(30_000);
      case "INT32", "VARINT" -> 2 + random.nextInt(1_000_000_000);
      case "UINT32", "INT64", "VARLONG" -> 2L + random.nextInt(1_000_000_000);
      case "FLOAT64" -> random.nextDouble();
      case "UUID" -> new Uuid(random.nextLong(), random.nextLong());
      case "STRING", "COMPACT_STRING" -> string();
      case "NULLABLE_STRING", "COMPACT_NULLABLE_STRING" -> random.nextInt(4) == 0 ? null : string();
      case "BYTES", "NULLABLE_BYTES", "COMPACT_BYTES", "COMPACT_NULLABLE_BYTES" ->
          ByteBuffer.wrap(string().getBytes(StandardCharsets.UTF_8));
      case "RECORDS", "COMPACT_RECORDS", "NULLABLE_RECORDS", "COMPACT_NULLABLE_RECORDS" -> {
        byte[] records = new byte[1 + random.nextInt(300)];
        random.nextBytes(records);
        yield MemoryRecords.readableRecords(ByteBuffer.wrap(records));
      }
      default -> throw new IllegalStateException("no random value of type " + type);
    };
  }

  private String string() {
    return Long.toString(random.nextLong(1L << 40), 36) + "ø";
  }
}
