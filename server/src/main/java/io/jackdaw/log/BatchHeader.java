package io.jackdaw.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The fixed part of a record batch (magic 2), read and patched in place without creating objects.
 *
 * <pre>
 *  at  bytes
 *   0  8  base offset                27  8  base timestamp
 *   8  4  length of what follows     35  8  max timestamp
 *  12  4  partition leader epoch     43  8  producer id
 *  16  1  magic (2)                  51  2  producer epoch
 *  17  4  CRC-32C of all from 21 on  53  4  base sequence
 *  21  2  attributes                 57  4  number of records
 *  23  4  last offset delta          61  .  records
 * </pre>
 *
 * Attributes: bits 0–2 codec, 3 append time, 4 transactional, 5 control, 6 delete horizon.
 */
final class BatchHeader {
  static final int SIZE = 61;

  /** Base offset and length: what a batch's own length does not count. */
  static final int LENGTH_OVERHEAD = 12;

  static final byte MAGIC = 2;
  static final long NO_PRODUCER = -1;

  private static final int LENGTH_AT = 8;
  private static final int EPOCH_AT = 12;
  private static final int MAGIC_AT = 16;
  private static final int CRC_AT = 17;
  private static final int ATTRIBUTES_AT = 21;
  private static final int LAST_OFFSET_DELTA_AT = 23;
  private static final int BASE_TIMESTAMP_AT = 27;
  private static final int MAX_TIMESTAMP_AT = 35;
  private static final int PRODUCER_ID_AT = 43;
  private static final int PRODUCER_EPOCH_AT = 51;
  private static final int BASE_SEQUENCE_AT = 53;
  private static final int COUNT_AT = 57;

  private static final int CODEC_MASK = 0x07;
  private static final int APPEND_TIME_BIT = 0x08;
  private static final int TRANSACTIONAL_BIT = 0x10;
  private static final int CONTROL_BIT = 0x20;
  private static final int DELETE_HORIZON_BIT = 0x40;

  private BatchHeader() {}

  static long baseOffset(ByteBuffer buffer, int at) {
    return buffer.getLong(at);
  }

  static int length(ByteBuffer buffer, int at) {
    return buffer.getInt(at + LENGTH_AT);
  }

  /** Bytes of the whole batch; meaningless unless the length is sane. */
  static int sizeBytes(ByteBuffer buffer, int at) {
    return length(buffer, at) + LENGTH_OVERHEAD;
  }

  static int leaderEpoch(ByteBuffer buffer, int at) {
    return buffer.getInt(at + EPOCH_AT);
  }

  static byte magic(ByteBuffer buffer, int at) {
    return buffer.get(at + MAGIC_AT);
  }

  static int crc(ByteBuffer buffer, int at) {
    return buffer.getInt(at + CRC_AT);
  }

  static int codec(ByteBuffer buffer, int at) {
    return attributes(buffer, at) & CODEC_MASK;
  }

  static boolean hasAppendTime(ByteBuffer buffer, int at) {
    return (attributes(buffer, at) & APPEND_TIME_BIT) != 0;
  }

  static boolean isTransactional(ByteBuffer buffer, int at) {
    return (attributes(buffer, at) & TRANSACTIONAL_BIT) != 0;
  }

  static boolean isControl(ByteBuffer buffer, int at) {
    return (attributes(buffer, at) & CONTROL_BIT) != 0;
  }

  /** Whether the base timestamp is the time from which tombstones and markers here may go. */
  static boolean hasDeleteHorizon(ByteBuffer buffer, int at) {
    return (attributes(buffer, at) & DELETE_HORIZON_BIT) != 0;
  }

  private static short attributes(ByteBuffer buffer, int at) {
    return buffer.getShort(at + ATTRIBUTES_AT);
  }

  static int lastOffsetDelta(ByteBuffer buffer, int at) {
    return buffer.getInt(at + LAST_OFFSET_DELTA_AT);
  }

  static long lastOffset(ByteBuffer buffer, int at) {
    return baseOffset(buffer, at) + lastOffsetDelta(buffer, at);
  }

  static long baseTimestamp(ByteBuffer buffer, int at) {
    return buffer.getLong(at + BASE_TIMESTAMP_AT);
  }

  static long maxTimestamp(ByteBuffer buffer, int at) {
    return buffer.getLong(at + MAX_TIMESTAMP_AT);
  }

  static long producerId(ByteBuffer buffer, int at) {
    return buffer.getLong(at + PRODUCER_ID_AT);
  }

  static short producerEpoch(ByteBuffer buffer, int at) {
    return buffer.getShort(at + PRODUCER_EPOCH_AT);
  }

  static int baseSequence(ByteBuffer buffer, int at) {
    return buffer.getInt(at + BASE_SEQUENCE_AT);
  }

  /** Sequence of the last record; sequences wrap from the largest int to 0. */
  static int lastSequence(ByteBuffer buffer, int at) {
    int base = baseSequence(buffer, at);
    return base < 0 ? base : (base + lastOffsetDelta(buffer, at)) & Integer.MAX_VALUE;
  }

  static int count(ByteBuffer buffer, int at) {
    return buffer.getInt(at + COUNT_AT);
  }

  /** Whether the stored CRC fits the content; the whole batch must be in the buffer. */
  static boolean hasValidCrc(ByteBuffer buffer, int at) {
    return computeCrc(buffer, at) == crc(buffer, at);
  }

  /** Neither the base offset nor the leader epoch is under the CRC. */
  static void assign(ByteBuffer buffer, int at, long baseOffset, int leaderEpoch) {
    buffer.putLong(at, baseOffset);
    buffer.putInt(at + EPOCH_AT, leaderEpoch);
  }

  /** Stamps all records with the time of their append. */
  static void assignAppendTime(ByteBuffer buffer, int at, long nowMs) {
    buffer.putShort(at + ATTRIBUTES_AT, (short) (attributes(buffer, at) | APPEND_TIME_BIT));
    buffer.putLong(at + MAX_TIMESTAMP_AT, nowMs);
    buffer.putInt(at + CRC_AT, computeCrc(buffer, at));
  }

  /** Says that the records have the times that their producer gave them. */
  static void clearAppendTime(ByteBuffer buffer, int at) {
    buffer.putShort(at + ATTRIBUTES_AT, (short) (attributes(buffer, at) & ~APPEND_TIME_BIT));
    buffer.putInt(at + CRC_AT, computeCrc(buffer, at));
  }

  private static int computeCrc(ByteBuffer buffer, int at) {
    CRC32C crc = new CRC32C();
    int position = buffer.position();
    int limit = buffer.limit();
    buffer.limit(at + sizeBytes(buffer, at)).position(at + ATTRIBUTES_AT);
    crc.update(buffer);
    buffer.limit(limit).position(position);
    return (int) crc.getValue();
  }
}
