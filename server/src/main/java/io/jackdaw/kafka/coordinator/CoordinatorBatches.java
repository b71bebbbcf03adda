package io.jackdaw.kafka.coordinator;

import io.jackdaw.kafka.coordinator.CoordinatorLog.Replay;
import io.jackdaw.log.LogSlice;
import io.jackdaw.log.PartitionLog;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/** Record batches of coordinators: makes one of records to append, and takes logs apart again. */
final class CoordinatorBatches {
  private static final int READ_BYTES = 1 << 20;
  private static final long NO_PRODUCER = -1;

  /** Coordinators' records are not told apart by sequence; 0 as in Apache Kafka. */
  private static final int SEQUENCE = 0;

  private CoordinatorBatches() {}

  /** One uncompressed batch; offsets are assigned by the log. */
  static ByteBuffer batch(
      List<CoordinatorRecord> records, @Nullable TransactionalProducer producer, long nowMs) {
    SimpleRecord[] simple =
        records.stream()
            .map(
                record ->
                    new SimpleRecord(
                        nowMs,
                        record.key().duplicate(),
                        record.value() == null ? null : record.value().duplicate()))
            .toArray(SimpleRecord[]::new);
    return producer == null
        ? MemoryRecords.withRecords(Compression.NONE, simple).buffer()
        : MemoryRecords.withTransactionalRecords(
                Compression.NONE, producer.id(), producer.epoch(), SEQUENCE, simple)
            .buffer();
  }

  /** Reads a log to its present end. Blocks. */
  static void read(PartitionLog log, Replay replay) {
    long end = log.logEndOffset();
    long next = log.logStartOffset();
    while (next < end) {
      ByteBuffer bytes = read(log, next, end);
      if (bytes == null) {
        return;
      }
      for (MutableRecordBatch batch : MemoryRecords.readableRecords(bytes).batches()) {
        replay(batch, next, replay);
        next = batch.nextOffset();
      }
    }
  }

  private static @Nullable ByteBuffer read(PartitionLog log, long from, long end) {
    try (LogSlice slice = log.read(from, READ_BYTES, true, end)) {
      if (slice == null || slice.isEmpty()) {
        return null;
      }
      ByteBuffer bytes = ByteBuffer.allocate(slice.count());
      slice.file().read(bytes, slice.position());
      return bytes.flip();
    }
  }

  private static void replay(MutableRecordBatch batch, long from, Replay replay) {
    long producerId = batch.isTransactional() ? batch.producerId() : NO_PRODUCER;
    for (Record record : batch) {
      if (record.offset() < from) {
        continue;
      }
      if (batch.isControlBatch()) {
        ControlRecordType type = ControlRecordType.parse(record.key());
        if (type == ControlRecordType.COMMIT || type == ControlRecordType.ABORT) {
          replay.marker(record.offset(), batch.producerId(), type == ControlRecordType.COMMIT);
        }
      } else if (record.hasKey()) {
        replay.record(record.offset(), producerId, record.key(), record.value());
      }
    }
  }
}
