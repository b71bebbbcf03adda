package io.jackdaw.kafka.coordinator;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The primitive types of Kafka's schemas, as stored records use them: big endian; strings and byte
 * arrays with an int16 or int32 length before them (−1 is null), or in flexible versions with an
 * unsigned varint of length + 1 (0 is null). Source: kafka.apache.org/protocol, "Protocol Primitive
 * Types".
 */
public final class RecordFields {
  private RecordFields() {}

  public static String string(ByteBuffer in) {
    return notNull(nullableString(in));
  }

  public static @Nullable String nullableString(ByteBuffer in) {
    short length = in.getShort();
    return length < 0 ? null : text(in, length);
  }

  public static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    return take(in, length);
  }

  public static String compactString(ByteBuffer in) {
    return notNull(compactNullableString(in));
  }

  public static @Nullable String compactNullableString(ByteBuffer in) {
    int length = unsignedVarint(in) - 1;
    return length < 0 ? null : text(in, length);
  }

  public static byte[] compactBytes(ByteBuffer in) {
    return take(in, unsignedVarint(in) - 1);
  }

  public static byte @Nullable [] compactNullableBytes(ByteBuffer in) {
    int length = unsignedVarint(in) - 1;
    return length < 0 ? null : take(in, length);
  }

  public static Uuid uuid(ByteBuffer in) {
    return new Uuid(in.getLong(), in.getLong());
  }

  /** Items of a compact array, never a negative number. */
  public static int compactCount(ByteBuffer in) {
    int count = unsignedVarint(in) - 1;
    if (count < 0 || count > in.remaining()) {
      throw new IllegalArgumentException("array of " + count + " items");
    }
    return count;
  }

  /** The tagged fields at the end of a flexible structure, by tag. */
  public static Map<Integer, ByteBuffer> tags(ByteBuffer in) {
    int count = unsignedVarint(in);
    Map<Integer, ByteBuffer> tags = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int tag = unsignedVarint(in);
      tags.put(tag, ByteBuffer.wrap(take(in, unsignedVarint(in))));
    }
    return tags;
  }

  public static int unsignedVarint(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; shift < 32; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("varint longer than 5 bytes");
  }

  /** Skips the tagged fields at the end of a flexible structure. */
  public static void skipTags(ByteBuffer in) {
    int count = unsignedVarint(in);
    for (int i = 0; i < count; i++) {
      unsignedVarint(in);
      take(in, unsignedVarint(in));
    }
  }

  private static String notNull(@Nullable String value) {
    if (value == null) {
      throw new IllegalArgumentException("null where the schema has none");
    }
    return value;
  }

  private static String text(ByteBuffer in, int length) {
    return new String(take(in, length), StandardCharsets.UTF_8);
  }

  private static byte[] take(ByteBuffer in, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("negative length " + length);
    }
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** Writes what the methods above read. */
  public static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    private final DataOutputStream out = new DataOutputStream(bytes);

    public Writer int16(int value) {
      return put(() -> out.writeShort(value));
    }

    public Writer int32(int value) {
      return put(() -> out.writeInt(value));
    }

    public Writer int64(long value) {
      return put(() -> out.writeLong(value));
    }

    public Writer string(@Nullable String value) {
      if (value == null) {
        return int16(-1);
      }
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      if (text.length > Short.MAX_VALUE) {
        throw new IllegalArgumentException("string of " + text.length + " bytes is too long");
      }
      return int16(text.length).raw(text);
    }

    public Writer bytes(byte[] value) {
      return int32(value.length).raw(value);
    }

    public Writer int8(int value) {
      return put(() -> out.writeByte(value));
    }

    public Writer uuid(Uuid value) {
      return int64(value.getMostSignificantBits()).int64(value.getLeastSignificantBits());
    }

    public Writer unsignedVarint(int value) {
      int rest = value;
      while ((rest & ~0x7f) != 0) {
        int low = (rest & 0x7f) | 0x80;
        put(() -> out.writeByte(low));
        rest >>>= 7;
      }
      return int8(rest);
    }

    /** Begins a compact array. */
    public Writer compactCount(int items) {
      return unsignedVarint(items + 1);
    }

    public Writer compactString(@Nullable String value) {
      return value == null
          ? unsignedVarint(0)
          : compactBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public Writer compactBytes(byte[] value) {
      return unsignedVarint(value.length + 1).raw(value);
    }

    /** Ends a flexible structure that has no tagged fields. */
    public Writer noTags() {
      return unsignedVarint(0);
    }

    /** Ends a flexible structure with one tagged field. */
    public Writer oneTag(int tag, ByteBuffer content) {
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      return unsignedVarint(1).unsignedVarint(tag).unsignedVarint(bytes.length).raw(bytes);
    }

    public ByteBuffer done() {
      return ByteBuffer.wrap(bytes.toByteArray());
    }

    private Writer raw(byte[] value) {
      return put(() -> out.write(value));
    }

    private Writer put(Write write) {
      try {
        write.run();
        return this;
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    private interface Write {
      void run() throws IOException;
    }
  }
}
