package io.jackdaw.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/** The records of a log as they lie in its batches. */
final class ReadBatches {
  private ReadBatches() {}

  /** A record, and what its batch says of it. */
  record Line(
      long offset,
      long batchLastOffset,
      long producerId,
      boolean transactional,
      boolean control,
      String key,
      @Nullable String value) {}

  /** The slice stays open. */
  static List<Line> of(LogSlice slice) {
    List<Line> lines = new ArrayList<>();
    for (RecordBatch batch : batches(slice)) {
      for (Record record : batch) {
        lines.add(line(batch, record));
      }
    }
    return lines;
  }

  private static Line line(RecordBatch batch, Record record) {
    return new Line(
        record.offset(),
        batch.lastOffset(),
        batch.producerId(),
        batch.isTransactional(),
        batch.isControlBatch(),
        batch.isControlBatch() ? "" : text(record.key()),
        batch.isControlBatch() || !record.hasValue() ? null : text(record.value()));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  private static Iterable<? extends RecordBatch> batches(LogSlice slice) {
    ByteBuffer bytes = ByteBuffer.allocate(slice.count());
    slice.file().read(bytes, slice.position());
    return MemoryRecords.readableRecords(bytes.flip()).batches();
  }

  /** Everything that can be read, as a consumer finds it from offset to offset. */
  static List<Line> all(PartitionLog log) {
    List<Line> lines = new ArrayList<>();
    long next = log.logStartOffset();
    while (next < log.logEndOffset()) {
      long from = next;
      try (LogSlice slice = log.read(from, 1, true, Long.MAX_VALUE)) {
        if (slice == null || slice.isEmpty()) {
          return lines;
        }
        for (Line line : of(slice)) {
          if (line.offset() >= from) {
            lines.add(line);
          }
        }
        for (RecordBatch batch : batches(slice)) {
          next = batch.nextOffset();
        }
      }
    }
    return lines;
  }

  /** Batches, with or without records. */
  static List<RecordBatch> allBatches(PartitionLog log) {
    List<RecordBatch> all = new ArrayList<>();
    for (Segment segment : log.view().segments()) {
      try (LogSlice slice = new LogSlice(segment, 0, segment.sizeBytes())) {
        segment.acquire();
        batches(slice).forEach(all::add);
      }
    }
    return all;
  }
}
