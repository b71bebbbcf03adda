package io.jackdaw.kafka.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.types.ArrayOf;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/**
 * Random messages made from their schemas, not from the message classes under test. Values are
 * never the default ones, because a tagged field with its default is not written.
 */
public final class RandomStruct {
  private static final String[] NAMES = {"t", "t", "g", "m", "a-topic", "", "..", "0", "1"};
  private static final int[] NUMBERS = {-2, -1, 0, 0, 0, 1, 1, 2, 3, 100};

  private final Random random;
  private final boolean plausible;

  public RandomStruct(Random random) {
    this(random, false);
  }

  private RandomStruct(Random random, boolean plausible) {
    this.random = random;
    this.plausible = plausible;
  }

  /** Messages with small numbers and few names, so that what they ask for may well exist. */
  public static RandomStruct plausible(Random random) {
    return new RandomStruct(random, true);
  }

  /** A message of {@code schema} as bytes. */
  public byte[] bytes(Schema schema) {
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
    Object likely = plausible ? likely(type) : null;
    if (likely != null) {
      return likely;
    }
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

  private @Nullable Object likely(Type type) {
    int number = NUMBERS[random.nextInt(NUMBERS.length)];
    return switch (type.toString()) {
      case "BOOLEAN" -> random.nextBoolean();
      case "INT8" -> (byte) number;
      case "INT16" -> (short) number;
      case "INT32", "VARINT" -> number;
      case "INT64", "VARLONG" -> (long) number;
      case "UUID" -> number == 0 ? Uuid.ZERO_UUID : null;
      case "RECORDS", "COMPACT_RECORDS", "NULLABLE_RECORDS", "COMPACT_NULLABLE_RECORDS" ->
          MemoryRecords.withRecords(
              Compression.of(CompressionType.forId(random.nextInt(5))).build(),
              new SimpleRecord(1, "key".getBytes(StandardCharsets.UTF_8), new byte[20]));
      default -> null;
    };
  }

  private String string() {
    if (plausible) {
      return NAMES[random.nextInt(NAMES.length)];
    }
    return Long.toString(random.nextLong(1L << 40), 36) + "ø";
  }
}
