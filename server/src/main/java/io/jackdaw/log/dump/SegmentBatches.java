package io.jackdaw.log.dump;

import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a segment's file, also those of the formats that were written before Kafka 0.11
 * (magic 0 and 1), damaged or not.
 */
final class SegmentBatches {
  /** What every format begins with: offset 8, length 4, checksum or epoch 4, magic 1. */
  private static final int COMMON_BYTES = 17;

  private static final int OFFSET_AND_LENGTH_BYTES = 12;

  /** Checksum, magic, attributes, and the lengths of key and value. */
  private static final int SHORTEST_LENGTH = 14;

  private final DiskFile file;
  private final long end;

  /**
   * @param end where the last batch may end
   */
  SegmentBatches(DiskFile file, long end) {
    this.file = file;
    this.end = Math.min(end, file.size());
  }

  long end() {
    return end;
  }

  /**
   * The batch that begins at {@code position}, or null if there is no whole one before the end.
   *
   * @throws StorageException if there is something that cannot be a batch
   */
  @Nullable RecordBatch at(long position) {
    if (position > end - COMMON_BYTES) {
      return null;
    }
    int length = read(position, COMMON_BYTES).getInt(Long.BYTES);
    if (length < SHORTEST_LENGTH) {
      throw new StorageException(
          file.path() + " holds no batch at position " + position + ": it would be " + length);
    }
    if (length > end - position - OFFSET_AND_LENGTH_BYTES) {
      return null;
    }
    ByteBuffer whole = read(position, OFFSET_AND_LENGTH_BYTES + length);
    return MemoryRecords.readableRecords(whole).batches().iterator().next();
  }

  /** The first batch from {@code position} on that holds {@code offset} or a later one. */
  @Nullable RecordBatch holding(long offset, long position) {
    RecordBatch batch = at(position);
    for (long next = position; batch != null && batch.lastOffset() < offset; batch = at(next)) {
      next += batch.sizeInBytes();
    }
    return batch;
  }

  private ByteBuffer read(long position, int bytes) {
    ByteBuffer into = ByteBuffer.allocate(bytes);
    if (file.read(into, position) < bytes) {
      throw new StorageException(file.path() + " ends before " + (position + bytes));
    }
    return into.flip();
  }
}
