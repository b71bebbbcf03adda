package io.jackdaw.zookeeper.wire;

import io.jackdaw.net.OutboundFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes jute's binary encoding into memory that grows as needed. One thread. */
public final class JuteWriter {
  private static final int INITIAL_BYTES = 128;

  private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_BYTES).order(ByteOrder.BIG_ENDIAN);

  public JuteWriter writeBoolean(boolean value) {
    room(1).put((byte) (value ? 1 : 0));
    return this;
  }

  public JuteWriter writeByte(int value) {
    room(1).put((byte) value);
    return this;
  }

  public JuteWriter writeInt(int value) {
    room(4).putInt(value);
    return this;
  }

  public JuteWriter writeLong(long value) {
    room(8).putLong(value);
    return this;
  }

  public JuteWriter writeBuffer(byte @Nullable [] value) {
    if (value == null) {
      return writeInt(-1);
    }
    room(4 + value.length).putInt(value.length).put(value);
    return this;
  }

  /** Writes a part of {@code bytes} as a buffer of its own. */
  public JuteWriter writeBuffer(byte[] bytes, int from, int length) {
    room(4 + length).putInt(length).put(bytes, from, length);
    return this;
  }

  public JuteWriter writeString(@Nullable String value) {
    return writeBuffer(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  public <T> JuteWriter writeVector(List<T> elements, BiConsumer<JuteWriter, T> element) {
    writeInt(elements.size());
    for (T each : elements) {
      element.accept(this, each);
    }
    return this;
  }

  /** Bytes as they are, without a length. */
  public JuteWriter writeRaw(ByteBuffer bytes) {
    room(bytes.remaining()).put(bytes.duplicate());
    return this;
  }

  public int sizeBytes() {
    return buffer.position();
  }

  /** What was written, for reading; shares memory with this writer. */
  public ByteBuffer written() {
    return buffer.duplicate().flip();
  }

  /** What was written, as a frame of its own. */
  public OutboundFrame toFrame() {
    OutboundFrame frame = new OutboundFrame();
    frame.reserve(buffer.position()).put(written());
    return frame;
  }

  /** Moves what was written to a stream and starts again. */
  public void drainTo(OutputStream out) throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int needed = Math.addExact(buffer.position(), bytes);
      int grown = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * buffer.capacity()));
      byte[] copy = Arrays.copyOf(buffer.array(), grown);
      buffer = ByteBuffer.wrap(copy).position(buffer.position());
    }
    return buffer;
  }
}
