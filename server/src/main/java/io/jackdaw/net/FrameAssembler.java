package io.jackdaw.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
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
public final class FrameAssembler {
  private static final int INITIAL_BYTES = 1024;
  private static final int PREFIX_BYTES = Integer.BYTES;

  private final int maxFrameBytes;
  private final Taker frames;

  private final byte[] prefix = new byte[PREFIX_BYTES];
  private int prefixBytes;
  private int frameBytes;
  private @Nullable ByteBuf partial;
  private RequestMemory.@Nullable Claim claim;
  private boolean waiting;

  /** Who gets the frames. */
  public interface Taker {
    /** Takes a frame; false if no further one is wanted now. */
    boolean take(ByteBuffer frame);
  }

  public FrameAssembler(int maxFrameBytes, Taker frames) {
    this.maxFrameBytes = maxFrameBytes;
    this.frames = frames;
  }

  /** The same within what all connections may hold. */
  FrameAssembler(int maxFrameBytes, Taker frames, RequestMemory memory, Runnable onMemory) {
    this(maxFrameBytes, frames);
    this.claim = memory.claim(onMemory);
  }

  /**
   * Takes all of {@code in} unless no further frame is wanted, its taker throws, or there is no
   * memory for the next frame.
   */
  public void add(ByteBuf in, ByteBufAllocator allocator) {
    boolean more = !waiting || hasMemory(in, allocator);
    while (more && in.isReadable()) {
      ByteBuf gathering = partial;
      if (gathering != null) {
        more = gather(gathering, in);
      } else if (prefixBytes > 0 || in.readableBytes() < PREFIX_BYTES) {
        more = readPrefixPiecewise(in, allocator);
      } else {
        more = begin(checkedLength(in.readInt()), in, allocator);
      }
    }
  }

  /** Bytes held of a frame that is not whole yet. */
  int gatheredBytes() {
    return partial == null ? 0 : partial.readableBytes();
  }

  private boolean readPrefixPiecewise(ByteBuf in, ByteBufAllocator allocator) {
    while (prefixBytes < PREFIX_BYTES && in.isReadable()) {
      prefix[prefixBytes++] = in.readByte();
    }
    if (prefixBytes == PREFIX_BYTES) {
      prefixBytes = 0;
      return begin(checkedLength(ByteBuffer.wrap(prefix).getInt()), in, allocator);
    }
    return true;
  }

  private boolean begin(int length, ByteBuf in, ByteBufAllocator allocator) {
    if (in.readableBytes() >= length) {
      int start = in.readerIndex();
      in.skipBytes(length);
      return frames.take(in.nioBuffer(start, length));
    }
    frameBytes = length;
    if (claim != null && !claim.take(length)) {
      waiting = true;
      return false;
    }
    gatherIn(in, allocator);
    return true;
  }

  private void gatherIn(ByteBuf in, ByteBufAllocator allocator) {
    int room = Math.max(INITIAL_BYTES, 2 * in.readableBytes());
    partial = allocator.directBuffer(Math.min(frameBytes, room), frameBytes);
  }

  private boolean hasMemory(ByteBuf in, ByteBufAllocator allocator) {
    if (claim == null || !claim.isHeld()) {
      return false;
    }
    waiting = false;
    gatherIn(in, allocator);
    return true;
  }

  /** Whether a frame has begun that cannot be gathered for want of memory. */
  boolean waitsForMemory() {
    return waiting && claim != null && !claim.isHeld();
  }

  private boolean gather(ByteBuf gathering, ByteBuf in) {
    int missing = frameBytes - gathering.readableBytes();
    gathering.writeBytes(in, Math.min(missing, in.readableBytes()));
    if (gathering.readableBytes() == frameBytes) {
      partial = null;
      try {
        return frames.take(gathering.nioBuffer());
      } finally {
        gathering.release();
        giveBack();
      }
    }
    return true;
  }

  private int checkedLength(int length) {
    if (length < 0 || length > maxFrameBytes) {
      throw new MalformedFrameException(
          "a frame of " + length + " bytes; at most " + maxFrameBytes + " are taken");
    }
    return length;
  }

  /** Gives back what was gathered of a frame that will never be whole. */
  public void close() {
    if (partial != null) {
      partial.release();
      partial = null;
    }
    giveBack();
  }

  private void giveBack() {
    if (claim != null) {
      claim.give();
    }
  }
}
