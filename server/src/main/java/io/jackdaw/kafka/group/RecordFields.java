package io.jackdaw.kafka.group;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The primitive types of Kafka's schemas, as stored records use them: big endian; strings and byte
 * arrays with an int16 or int32 length before them (−1 is null), or in flexible versions with an
 * unsigned varint of length + 1 (0 is null). Source: kafka.apache.org/protocol, "Protocol Primitive
 * Types".
 */
final class RecordFields {
  private RecordFields() {}

  static String string(ByteBuffer in) {
    return notNull(nullableString(in));
  }

  static @Nullable String nullableString(ByteBuffer in) {
    short length = in.getShort();
    return length < 0 ? null : text(in, length);
  }

  static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    return take(in, length);
  }

  static String compactString(ByteBuffer in) {
    return notNull(compactNullableString(in));
  }

  static @Nullable String compactNullableString(ByteBuffer in) {
    int length = unsignedVarint(in) - 1;
    return length < 0 ? null : text(in, length);
  }

  static byte[] compactBytes(ByteBuffer in) {
    return take(in, unsignedVarint(in) - 1);
  }

  static int unsignedVarint(ByteBuffer in) {
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
  static void skipTags(ByteBuffer in) {
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
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    private final DataOutputStream out = new DataOutputStream(bytes);

    Writer int16(int value) {
      return put(() -> out.writeShort(value));
    }

    Writer int32(int value) {
      return put(() -> out.writeInt(value));
    }

    Writer int64(long value) {
      return put(() -> out.writeLong(value));
    }

    Writer string(@Nullable String value) {
      if (value == null) {
        return int16(-1);
      }
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      if (text.length > Short.MAX_VALUE) {
        throw new IllegalArgumentException("string of " + text.length + " bytes is too long");
      }
      return int16(text.length).raw(text);
    }

    Writer bytes(byte[] value) {
      return int32(value.length).raw(value);
    }

    ByteBuffer done() {
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
