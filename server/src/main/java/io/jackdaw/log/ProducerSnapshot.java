package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's file for the producers known at an offset, {@code <offset>.snapshot}.
 *
 * <pre>
 *  at  bytes
 *   0  2  version (1)
 *   2  4  CRC-32C of all from 6 on
 *   6  4  number of producers
 *  10  .  for each: producer id 8, epoch 2, last sequence 4, last offset 8, offset delta 4,
 *         timestamp 8, coordinator epoch 4, first offset of the open transaction 8 (-1: none)
 * </pre>
 */
final class ProducerSnapshot {
  private static final short VERSION = 1;
  private static final int CRC_AT = 2;
  private static final int ENTRIES_AT = 6;
  private static final int ENTRY_BYTES = 46;

  private ProducerSnapshot() {}

  /** Writes the file; it is durable after {@link DiskFile#force} only. */
  static void write(Disk disk, Path path, Collection<ProducerEntry> producers) {
    try (DiskFile file = disk.open(path)) {
      file.truncate(0);
      file.write(encode(producers), 0);
    }
  }

  static ByteBuffer encode(Collection<ProducerEntry> producers) {
    ByteBuffer out = ByteBuffer.allocate(ENTRIES_AT + 4 + producers.size() * ENTRY_BYTES);
    out.putShort(VERSION).putInt(0).putInt(producers.size());
    for (ProducerEntry producer : producers) {
      out.putLong(producer.producerId())
          .putShort(producer.epoch())
          .putInt(producer.lastSequence())
          .putLong(producer.lastOffset())
          .putInt(producer.lastOffsetDelta())
          .putLong(producer.lastTimestampMs())
          .putInt(producer.coordinatorEpoch())
          .putLong(producer.openTransactionOffset());
    }
    return out.putInt(CRC_AT, crc(out)).flip();
  }

  private static int crc(ByteBuffer whole) {
    CRC32C crc = new CRC32C();
    crc.update(whole.duplicate().limit(whole.capacity()).position(ENTRIES_AT));
    return (int) crc.getValue();
  }

  /** The producers, or null if the file is damaged. */
  static @Nullable List<ProducerEntry> read(Disk disk, Path path) {
    return decode(ByteBuffer.wrap(disk.readFully(path)));
  }

  static @Nullable List<ProducerEntry> decode(ByteBuffer in) {
    if (in.remaining() < ENTRIES_AT + 4
        || in.getShort(0) != VERSION
        || in.getInt(CRC_AT) != crc(in)) {
      return null;
    }
    int count = in.position(ENTRIES_AT).getInt();
    if (count < 0 || in.remaining() != (long) count * ENTRY_BYTES) {
      return null;
    }
    List<ProducerEntry> producers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      producers.add(decodeEntry(in));
    }
    return producers;
  }

  private static ProducerEntry decodeEntry(ByteBuffer in) {
    long producerId = in.getLong();
    short epoch = in.getShort();
    int lastSequence = in.getInt();
    long lastOffset = in.getLong();
    int offsetDelta = in.getInt();
    long timestampMs = in.getLong();
    ProducerEntry producer = new ProducerEntry(producerId, epoch);
    if (lastOffset >= 0) {
      producer.add(epoch, lastSequence, lastOffset, offsetDelta, timestampMs);
    }
    producer.restore(in.getInt(), timestampMs, in.getLong());
    return producer;
  }
}
