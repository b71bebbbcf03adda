package io.jackdaw.log;

import io.jackdaw.disk.DiskFile;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Reads a segment from its beginning and finds how far its batches are whole: lengths, offsets and
 * CRCs. Bytes behind that are either a torn tail, or a damaged middle when good batches follow.
 *
 * <p>One thread; reads each byte once, a megabyte at a time.
 */
final class SegmentVerifier {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int CODECS = 5;

  /** CRC, magic, attributes, and the lengths of key and value. */
  private static final int OLD_HEADER_BYTES = 14;

  private final DiskFile file;
  private final long size;
  private final int maxBytes;
  private ByteBuffer buffer;
  private long bufferStart;
  private final long firstOffset;
  private long nextOffset;
  private long lastAllowedOffset;
  private int lastPosition;
  private int goodEnd;
  private long lastOffsetBefore;

  SegmentVerifier(DiskFile file, long baseOffset) {
    this.file = file;
    this.size = file.size();
    this.maxBytes = (int) Math.min(size, Integer.MAX_VALUE);
    this.buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, size))).limit(0);
    this.firstOffset = baseOffset;
    this.nextOffset = baseOffset;
    this.lastOffsetBefore = baseOffset;
    this.lastAllowedOffset = baseOffset + Integer.MAX_VALUE;
  }

  /** Told of each good batch, whose header is in the buffer. */
  interface Visitor {
    void batch(ByteBuffer buffer, int at, int position);
  }

  /** Visits the good batches in order and returns where the last one ends. */
  int verify(Visitor visitor) {
    int position = 0;
    while (isGoodBatch(position, nextOffset)) {
      int at = (int) (position - bufferStart);
      lastPosition = position;
      lastOffsetBefore = nextOffset;
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

  /**
   * The position of a good batch at {@code position} or somewhere behind; -1 if there is none. If
   * it is older than what was visited, the CRC-less offset of the last batch visited was damaged,
   * and that batch no longer counts as good.
   */
  int findGoodBatchFrom(int position) {
    for (int candidate = position; candidate < maxBytes; candidate++) {
      if (isGoodBatch(candidate, firstOffset)) {
        long base = BatchHeader.baseOffset(buffer, (int) (candidate - bufferStart));
        goodEnd = base < nextOffset ? lastPosition : position;
        nextOffset = base < nextOffset ? lastOffsetBefore : nextOffset;
        return candidate;
      }
    }
    return -1;
  }

  /** After {@link #findGoodBatchFrom} found one: where the damage begins. */
  int damagedAt() {
    return goodEnd;
  }

  /** Whether a message of the formats that ended with Kafka 0.10 begins at {@code position}. */
  boolean isOldFormat(int position) {
    if (!load(position, BatchHeader.LENGTH_OVERHEAD + OLD_HEADER_BYTES)) {
      return false;
    }
    int at = (int) (position - bufferStart);
    byte magic = BatchHeader.magic(buffer, at);
    int length = BatchHeader.length(buffer, at);
    return (magic == 0 || magic == 1)
        && length >= OLD_HEADER_BYTES
        && load(position, length + BatchHeader.LENGTH_OVERHEAD)
        && hasOldCrc((int) (position - bufferStart) + BatchHeader.LENGTH_OVERHEAD, length);
  }

  /** Their CRC-32 comes first and covers the rest. */
  private boolean hasOldCrc(int at, int length) {
    CRC32 crc = new CRC32();
    crc.update(buffer.duplicate().limit(at + length).position(at + Integer.BYTES));
    return (int) crc.getValue() == buffer.getInt(at);
  }

  private boolean isGoodBatch(int position, long minOffset) {
    if (!load(position, BatchHeader.SIZE)) {
      return false;
    }
    int at = (int) (position - bufferStart);
    int length = BatchHeader.length(buffer, at);
    long base = BatchHeader.baseOffset(buffer, at);
    if (BatchHeader.magic(buffer, at) != BatchHeader.MAGIC
        || length < BatchHeader.SIZE - BatchHeader.LENGTH_OVERHEAD
        || length > maxBytes - position - BatchHeader.LENGTH_OVERHEAD
        || base < minOffset
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
