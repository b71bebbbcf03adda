package io.jackdaw.zookeeper.wire;

import io.jackdaw.net.MalformedFrameException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads jute's binary encoding: big-endian numbers, one byte for a boolean, and a length before
 * strings, buffers and vectors, where −1 stands for null.
 *
 * <p>One thread. Consumes the buffer given; what it returns is copied.
 *
 * <p>Errors: {@link MalformedFrameException} where bytes are missing or a length is impossible.
 */
public final class JuteReader {
  private final ByteBuffer buffer;

  public JuteReader(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  public boolean readBoolean() {
    require(1);
    return buffer.get() != 0;
  }

  public byte readByte() {
    require(1);
    return buffer.get();
  }

  public int readInt() {
    require(4);
    return buffer.getInt();
  }

  public long readLong() {
    require(8);
    return buffer.getLong();
  }

  public byte @Nullable [] readBuffer() {
    int length = readLength();
    if (length == -1) {
      return null;
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  public @Nullable String readNullableString() {
    byte[] bytes = readBuffer();
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** A string that has to be there, such as a path. */
  public String readString() {
    String value = readNullableString();
    if (value == null) {
      throw new MalformedFrameException("null where a string is required");
    }
    return value;
  }

  /** A vector; a null one is read as empty, as every caller treats them alike. */
  public <T> List<T> readVector(Function<JuteReader, T> element) {
    int count = readInt();
    if (count == -1) {
      return List.of();
    }
    if (count < 0 || count > buffer.remaining()) {
      throw new MalformedFrameException("vector of " + count + " elements in too few bytes");
    }
    List<T> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(element.apply(this));
    }
    return elements;
  }

  public int remaining() {
    return buffer.remaining();
  }

  private int readLength() {
    int length = readInt();
    if (length < -1 || length > buffer.remaining()) {
      throw new MalformedFrameException(
          "length " + length + " with " + buffer.remaining() + " bytes left");
    }
    return length;
  }

  private void require(int bytes) {
    if (buffer.remaining() < bytes) {
      throw new MalformedFrameException("record ends " + bytes + " bytes too early");
    }
  }
}
