package io.jackdaw.compat.oracle.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * A batch of records as a client writes it, whole or broken.
 *
 * @param producer whose id it carries, or null
 * @param epochStep added to the epoch that the producer has
 */
record Batch(
    byte magic,
    CompressionType codec,
    @Nullable String producer,
    int epochStep,
    int sequence,
    Damage damage,
    List<Entry> entries) {
  private static final int CRC_AT = 17;
  private static final int ATTRIBUTES_AT = 21;
  private static final int LAST_OFFSET_DELTA_AT = 23;
  private static final int COUNT_AT = 57;

  enum Damage {
    NONE,
    CRC,
    CONTROL,
    LOG_APPEND_TIME,
    LAST_OFFSET_DELTA,
    COUNT,
    BASE_OFFSET,
    CUT
  }

  /**
   * @param timestamp in milliseconds, after the present if {@code fromNow}
   * @param size of the value in characters, negative for a tombstone
   */
  record Entry(long timestamp, boolean fromNow, @Nullable String key, int size, boolean header) {}

  byte[] bytes(Names names) {
    boolean idempotent = producer != null && magic == RecordBatch.MAGIC_VALUE_V2;
    MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(1024),
            magic,
            Compression.of(codec).build(),
            TimestampType.CREATE_TIME,
            0L,
            RecordBatch.NO_TIMESTAMP,
            idempotent ? names.producerId(producer) : RecordBatch.NO_PRODUCER_ID,
            idempotent
                ? (short) Math.max(0, names.producerEpoch(producer) + epochStep)
                : RecordBatch.NO_PRODUCER_EPOCH,
            idempotent ? Math.max(0, sequence) : RecordBatch.NO_SEQUENCE,
            false,
            RecordBatch.NO_PARTITION_LEADER_EPOCH);
    for (Entry entry : entries) {
      append(builder, entry, names.nowMs());
    }
    ByteBuffer built = builder.build().buffer();
    byte[] bytes = new byte[built.remaining()];
    built.get(bytes);
    return damaged(bytes);
  }

  private void append(MemoryRecordsBuilder builder, Entry entry, long nowMs) {
    Header[] headers =
        entry.header && magic == RecordBatch.MAGIC_VALUE_V2
            ? new Header[] {new RecordHeader("h", "1".getBytes(StandardCharsets.UTF_8))}
            : new Header[0];
    builder.append(
        entry.fromNow ? nowMs + entry.timestamp : entry.timestamp,
        entry.key == null ? null : entry.key.getBytes(StandardCharsets.UTF_8),
        entry.size < 0 ? null : "v".repeat(entry.size).getBytes(StandardCharsets.UTF_8),
        headers);
  }

  private byte[] damaged(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (magic < RecordBatch.MAGIC_VALUE_V2 && damage != Damage.CUT) {
      return bytes;
    }
    switch (damage) {
      case NONE -> {}
      case CRC -> buffer.putInt(CRC_AT, buffer.getInt(CRC_AT) + 1);
      case CONTROL -> flip(buffer, 1 << 5);
      case LOG_APPEND_TIME -> flip(buffer, 1 << 3);
      case LAST_OFFSET_DELTA -> {
        buffer.putInt(LAST_OFFSET_DELTA_AT, buffer.getInt(LAST_OFFSET_DELTA_AT) + 1);
        seal(buffer);
      }
      case COUNT -> {
        buffer.putInt(COUNT_AT, buffer.getInt(COUNT_AT) + 1);
        seal(buffer);
      }
      case BASE_OFFSET -> buffer.putLong(0, 55);
      case CUT -> {
        return java.util.Arrays.copyOf(bytes, bytes.length - 1);
      }
    }
    return bytes;
  }

  private static void flip(ByteBuffer buffer, int attribute) {
    buffer.putShort(ATTRIBUTES_AT, (short) (buffer.getShort(ATTRIBUTES_AT) ^ attribute));
    seal(buffer);
  }

  private static void seal(ByteBuffer buffer) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.array(), ATTRIBUTES_AT, buffer.limit() - ATTRIBUTES_AT);
    buffer.putInt(CRC_AT, (int) crc.getValue());
  }
}
