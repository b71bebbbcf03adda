package io.jackdaw.log;

import io.jackdaw.disk.DiskFile;
import java.nio.ByteBuffer;

/**
 * Reads a segment from its beginning and finds how far its batches are whole: lengths, offsets and
 * CRCs. Bytes behind that are either a torn tail, or a damaged middle when good batches follow.
 *
 * <p>One thread; reads each byte once, a megabyte at a time.
 */
final class SegmentVerifier {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int CODECS = 5;

  private final DiskFile file;
  private final long size;
  private final int maxBytes;
  private ByteBuffer buffer;
  private long bufferStart;
  private long nextOffset;
  private long lastAllowedOffset;

  SegmentVerifier(DiskFile file, long baseOffset) {
    this.file = file;
    this.size = file.size();
    this.maxBytes = (int) Math.min(size, Integer.MAX_VALUE);
    this.buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, size))).limit(0);
    this.nextOffset = baseOffset;
    this.lastAllowedOffset = baseOffset + Integer.MAX_VALUE;
  }

  /** Told of each good batch, whose header is in the buffer. */
  interface Visitor {
    void batch(ByteBuffer buffer, int at, int position);
  }

  /** Visits the good batches in order and returns where the last one ends. */
  int verify(Visitor visitor) {
    int position = 0;
    while (isGoodBatch(position)) {
      int at = (int) (position - bufferStart);
      visitor.batch(buffer, at, position);
      nextOffset = BatchHeader.lastOffset(buffer, at) + 1;
      position += BatchHeader.sizeBytes(buffer, at);
    }
    return position;
  }

  /** One past the last offset of the good batches. */
  long nextOffset() {
    return nextOffset;
  }

  /** The position of a good batch somewhere behind {@code position}; -1 if there is none. */
  int findGoodBatchAfter(int position) {
    for (int candidate = position + 1; candidate < maxBytes; candidate++) {
      if (isGoodBatch(candidate)) {
        return candidate;
      }
    }
    return -1;
  }

  /** Whether a message of the formats that ended with Kafka 0.10 begins at {@code position}. */
  boolean isOldFormat(int position) {
    if (!load(position, BatchHeader.LENGTH_OVERHEAD + 14)) {
      return false;
    }
    int at = (int) (position - bufferStart);
    byte magic = BatchHeader.magic(buffer, at);
    int length = BatchHeader.length(buffer, at);
    return (magic == 0 || magic == 1) && length >= 14 && length <= maxBytes - position - 12;
  }

  private boolean isGoodBatch(int position) {
    if (!load(position, BatchHeader.SIZE)) {
      return false;
    }
    int at = (int) (position - bufferStart);
    int length = BatchHeader.length(buffer, at);
    long base = BatchHeader.baseOffset(buffer, at);
    if (BatchHeader.magic(buffer, at) != BatchHeader.MAGIC
        || length < BatchHeader.SIZE - BatchHeader.LENGTH_OVERHEAD
        || length > maxBytes - position - BatchHeader.LENGTH_OVERHEAD
        || base < nextOffset
        || BatchHeader.lastOffsetDelta(buffer, at) < 0
        || BatchHeader.lastOffset(buffer, at) > lastAllowedOffset
        || BatchHeader.codec(buffer, at) >= CODECS
        || !load(position, length + BatchHeader.LENGTH_OVERHEAD)) {
      return false;
    }
    return BatchHeader.hasValidCrc(buffer, (int) (position - bufferStart));
  }

  /** Makes {@code [position, position + bytes)} available in the buffer; false beyond the end. */
  private boolean load(int position, int bytes) {
    if (position + (long) bytes > size) {
      return false;
    }
    if (position >= bufferStart && position + (long) bytes <= bufferStart + buffer.limit()) {
      return true;
    }
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocate(bytes);
    }
    buffer.clear();
    bufferStart = position;
    file.read(buffer, position);
    buffer.flip();
    return buffer.limit() >= bytes;
  }
}
