package io.jackdaw.log;

import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sealed segment piece by piece, each of whole batches whose CRCs were checked. Holds a
 * lease until it is closed.
 *
 * <p>One thread.
 */
final class BatchChunks implements AutoCloseable {
  private final Segment segment;
  private final int limit;
  private int position;

  private BatchChunks(Segment segment, int position) {
    this.segment = segment;
    this.limit = segment.sizeBytes();
    this.position = position;
  }

  /** Null if the segment's file is closed already, because the log is. */
  static @Nullable BatchChunks open(Segment segment, long fromOffset) {
    if (!segment.acquire()) {
      return null;
    }
    int from = fromOffset <= segment.baseOffset() ? 0 : startOf(segment, fromOffset);
    return new BatchChunks(segment, from);
  }

  private static int startOf(Segment segment, long offset) {
    int position = segment.positionOf(offset, segment.sizeBytes());
    return position == Segment.BEYOND ? segment.sizeBytes() : position;
  }

  boolean isAtEnd() {
    return position >= limit;
  }

  /**
   * Reads the next whole batches without going on.
   *
   * @param buffer to read into; another one is made if a batch is larger
   * @return the buffer, with the batches between position and limit
   */
  ByteBuffer read(ByteBuffer buffer) {
    ByteBuffer into = buffer.clear();
    into.limit(Math.min(into.capacity(), limit - position));
    segment.file().read(into, position);
    into.flip();
    int whole = wholeBatches(into);
    if (whole > 0) {
      return into.limit(whole);
    }
    return read(ByteBuffer.allocate(sizeOfFirst(into)));
  }

  private int wholeBatches(ByteBuffer read) {
    int at = 0;
    long next = segment.baseOffset();
    while (read.limit() - at >= BatchHeader.SIZE) {
      int size = BatchHeader.sizeBytes(read, at);
      if (size < BatchHeader.SIZE) {
        throw damaged(at);
      }
      if (size > read.limit() - at) {
        break;
      }
      long base = BatchHeader.baseOffset(read, at);
      if (base < next
          || !segment.canHold(BatchHeader.lastOffset(read, at))
          || !BatchHeader.hasValidCrc(read, at)) {
        throw damaged(at);
      }
      next = BatchHeader.lastOffset(read, at) + 1;
      at += size;
    }
    return at;
  }

  private int sizeOfFirst(ByteBuffer read) {
    int size = read.limit() < BatchHeader.SIZE ? 0 : BatchHeader.sizeBytes(read, 0);
    if (size <= read.capacity() || size > limit - position) {
      throw damaged(0);
    }
    return size;
  }

  private StorageException damaged(int at) {
    return new StorageException(
        segment.file().path() + " is damaged at position " + (position + at));
  }

  /** Goes on behind {@code bytes} of what was read. */
  void skip(int bytes) {
    position += bytes;
  }

  @Override
  public void close() {
    segment.release();
  }
}
