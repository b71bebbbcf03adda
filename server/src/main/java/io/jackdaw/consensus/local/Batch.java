package io.jackdaw.consensus.local;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Commands that were written and synced together: the unit that is on disk whole or not at all.
 *
 * <pre>
 *  0      4        8              16             24      28
 *  +------+--------+--------------+--------------+-------+------------------------+
 *  | CRC  | length | first index  |     term     | count | count x (size, bytes)  |
 *  +------+--------+--------------+--------------+-------+------------------------+
 *           CRC-32C covers from here to the end: length bytes, counted from the CRC's first
 * </pre>
 *
 * Why a batch and not a command is the unit: the next batch is written only after the last one is
 * synced, so at most one batch of a segment can be torn, and a whole batch behind a damaged one
 * proves that the damaged one had been acknowledged.
 *
 * @param position of the batch in its segment
 * @param body the commands as they lie on disk, valid until the next read
 */
record Batch(long position, int sizeBytes, long firstIndex, long term, int count, ByteBuffer body) {
  static final int HEADER_BYTES = 28;
  static final int CRC_AT = 0;
  static final int LENGTH_AT = 4;
  static final int FIRST_INDEX_AT = 8;
  static final int TERM_AT = 16;
  static final int COUNT_AT = 24;

  long lastIndex() {
    return firstIndex + count - 1;
  }

  /** The length field at the head of {@code bytes} if it could be one, otherwise -1. */
  static int plausibleLength(ByteBuffer bytes, long bytesLeft) {
    int length = bytes.getInt(bytes.position() + LENGTH_AT);
    return length > HEADER_BYTES && length <= bytesLeft ? length : -1;
  }

  /** Checks and takes apart a whole batch; null when it is damaged. */
  static @Nullable Batch decode(long position, ByteBuffer bytes) {
    int start = bytes.position();
    int count = bytes.getInt(start + COUNT_AT);
    long firstIndex = bytes.getLong(start + FIRST_INDEX_AT);
    if (count <= 0 || firstIndex <= 0 || bytes.getInt(start + CRC_AT) != crc(bytes)) {
      return null;
    }
    ByteBuffer body = bytes.slice(start + HEADER_BYTES, bytes.remaining() - HEADER_BYTES);
    return commandsFill(body, count)
        ? new Batch(
            position,
            bytes.remaining(),
            firstIndex,
            bytes.getLong(start + TERM_AT),
            count,
            body.asReadOnlyBuffer())
        : null;
  }

  /** The checksum of a whole batch from its position to its limit. */
  static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(bytes.position() + LENGTH_AT));
    return (int) crc.getValue();
  }

  /** Gives every command to {@code visitor} in order. */
  void forEach(CommandVisitor visitor) {
    int at = 0;
    for (int i = 0; i < count; i++) {
      int size = body.getInt(at);
      visitor.visit(firstIndex + i, body.slice(at + Integer.BYTES, size));
      at += Integer.BYTES + size;
    }
  }

  private static boolean commandsFill(ByteBuffer body, int count) {
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (body.limit() - at < Integer.BYTES) {
        return false;
      }
      int size = body.getInt(at);
      at += Integer.BYTES;
      if (size < 0 || size > body.limit() - at) {
        return false;
      }
      at += size;
    }
    return at == body.limit();
  }

  /** Sees one command of a batch. */
  @FunctionalInterface
  interface CommandVisitor {
    void visit(long index, ByteBuffer command);
  }
}
