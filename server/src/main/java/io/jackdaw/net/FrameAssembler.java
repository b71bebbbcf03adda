package io.jackdaw.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames behind a four-byte length.
 *
 * <p>A frame that arrives whole within one read is passed on where it lies. One that arrives in
 * parts is gathered in a buffer of its own: its bytes are copied once. That buffer grows with what
 * has really arrived, so a false length costs the server no memory.
 *
 * <p>One event loop.
 */
final class FrameAssembler {
  private static final int INITIAL_BYTES = 64 * 1024;
  private static final int PREFIX_BYTES = Integer.BYTES;

  private final int maxFrameBytes;
  private final Consumer<ByteBuffer> frames;

  private final byte[] prefix = new byte[PREFIX_BYTES];
  private int prefixBytes;
  private int frameBytes;
  private @Nullable ByteBuf partial;

  FrameAssembler(int maxFrameBytes, Consumer<ByteBuffer> frames) {
    this.maxFrameBytes = maxFrameBytes;
    this.frames = frames;
  }

  /** Takes all of {@code in} unless a frame's consumer throws. */
  void add(ByteBuf in, ByteBufAllocator allocator) {
    while (in.isReadable()) {
      ByteBuf gathering = partial;
      if (gathering != null) {
        gather(gathering, in);
      } else if (prefixBytes > 0 || in.readableBytes() < PREFIX_BYTES) {
        readPrefixPiecewise(in, allocator);
      } else {
        begin(checkedLength(in.readInt()), in, allocator);
      }
    }
  }

  private void readPrefixPiecewise(ByteBuf in, ByteBufAllocator allocator) {
    while (prefixBytes < PREFIX_BYTES && in.isReadable()) {
      prefix[prefixBytes++] = in.readByte();
    }
    if (prefixBytes == PREFIX_BYTES) {
      prefixBytes = 0;
      begin(checkedLength(ByteBuffer.wrap(prefix).getInt()), in, allocator);
    }
  }

  private void begin(int length, ByteBuf in, ByteBufAllocator allocator) {
    if (in.readableBytes() >= length) {
      int start = in.readerIndex();
      in.skipBytes(length);
      frames.accept(in.nioBuffer(start, length));
    } else {
      frameBytes = length;
      partial = allocator.directBuffer(Math.min(length, INITIAL_BYTES), length);
    }
  }

  private void gather(ByteBuf gathering, ByteBuf in) {
    int missing = frameBytes - gathering.readableBytes();
    gathering.writeBytes(in, Math.min(missing, in.readableBytes()));
    if (gathering.readableBytes() == frameBytes) {
      partial = null;
      try {
        frames.accept(gathering.nioBuffer());
      } finally {
        gathering.release();
      }
    }
  }

  private int checkedLength(int length) {
    if (length < 0 || length > maxFrameBytes) {
      throw new MalformedFrameException(
          "a frame of " + length + " bytes; at most " + maxFrameBytes + " are taken");
    }
    return length;
  }

  /** Gives back what was gathered of a frame that will never be whole. */
  void close() {
    if (partial != null) {
      partial.release();
      partial = null;
    }
  }
}
