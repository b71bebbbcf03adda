package io.jackdaw.kafka.api;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a produce request's version allows in a batch; all else is the log's to check. Source:
 * ProduceRequest.json.
 */
final class BatchCheck {
  private static final int MAGIC_POSITION = 16;
  private static final int ATTRIBUTES_POSITION = 21;
  private static final int HEADER_BYTES = 61;
  private static final byte MAGIC = 2;
  private static final int LENGTH_POSITION = 8;
  private static final int LENGTH_END = 12;
  private static final int LEAST_LENGTH = 14;
  private static final int CODEC_MASK = 0x07;
  private static final int ZSTD = 4;
  private static final int FIRST_WITH_ZSTD = 7;

  private BatchCheck() {}

  static Errors check(ByteBuffer records, short version) {
    int start = records.position();
    if (records.remaining() <= MAGIC_POSITION || records.get(start + MAGIC_POSITION) != MAGIC) {
      return Errors.INVALID_RECORD;
    }
    if (records.remaining() < HEADER_BYTES) {
      return Errors.CORRUPT_MESSAGE;
    }
    if (LENGTH_END + (long) records.getInt(start + LENGTH_POSITION) > records.remaining()) {
      return Errors.INVALID_RECORD;
    }
    int attributes = records.getShort(start + ATTRIBUTES_POSITION);
    if ((attributes & CODEC_MASK) == ZSTD && version < FIRST_WITH_ZSTD) {
      return Errors.UNSUPPORTED_COMPRESSION_TYPE;
    }
    Errors second = second(records);
    if (second != Errors.NONE) {
      return second;
    }
    return Errors.NONE;
  }

  /** What follows the first batch: nothing or a part of one is well, a whole one is not. */
  private static Errors second(ByteBuffer records) {
    long next = LENGTH_END + (long) records.getInt(records.position() + LENGTH_POSITION);
    if (next < LENGTH_END || next + LENGTH_END > records.remaining()) {
      return Errors.NONE;
    }
    int at = records.position() + (int) next;
    int length = records.getInt(at + LENGTH_POSITION);
    if (length < LEAST_LENGTH) {
      return Errors.CORRUPT_MESSAGE;
    }
    if (records.limit() - at > MAGIC_POSITION) {
      byte magic = records.get(at + MAGIC_POSITION);
      if (magic < 0 || magic > MAGIC) {
        return Errors.CORRUPT_MESSAGE;
      }
    }
    return next + LENGTH_END + length > records.remaining() ? Errors.NONE : Errors.INVALID_RECORD;
  }
}
