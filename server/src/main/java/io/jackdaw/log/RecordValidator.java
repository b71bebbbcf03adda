package io.jackdaw.log;

import io.jackdaw.log.AppendResult.RecordError;
import io.jackdaw.log.AppendResult.Refused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;
import org.jspecify.annotations.Nullable;

/** Looks at each record of a batch: keys of compacted topics, and timestamps. */
final class RecordValidator {
  private final LogName log;
  private final LogConfig config;
  private final long nowMs;

  RecordValidator(LogName log, LogConfig config, long nowMs) {
    this.log = log;
    this.config = config;
    this.nowMs = nowMs;
  }

  /**
   * Checks one batch, decompressing it if need be.
   *
   * @return null if every record is welcome
   */
  @Nullable Refused check(ByteBuffer wholeBatch) {
    List<RecordError> keyless = new ArrayList<>();
    List<RecordError> untimely = new ArrayList<>();
    MutableRecordBatch batch =
        MemoryRecords.readableRecords(wholeBatch).batches().iterator().next();
    boolean stamped =
        batch.timestampType() == TimestampType.LOG_APPEND_TIME
            && config.timestampType() == TimestampType.CREATE_TIME;
    int index = 0;
    try (CloseableIterator<Record> records = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
      while (records.hasNext()) {
        Record record = records.next();
        if (config.compact() && !record.hasKey()) {
          keyless.add(
              new RecordError(
                  index,
                  "Compacted topic cannot accept message without key in topic partition " + log));
        } else if (stamped) {
          untimely.add(
              new RecordError(index, "Producer should not set timestamp type to LogAppendTime"));
        } else if (isUntimely(record.timestamp())) {
          untimely.add(new RecordError(index, untimelyMessage(record.timestamp(), index)));
        }
        index++;
      }
    } catch (KafkaException | IllegalArgumentException malformed) {
      return new Refused(
          Errors.INVALID_RECORD,
          "Malformed records in the append to partition " + log + ": " + malformed.getMessage());
    }
    if (!untimely.isEmpty()) {
      untimely.addAll(keyless);
      return new Refused(
          Errors.INVALID_TIMESTAMP,
          "One or more records have been rejected due to invalid timestamp",
          untimely);
    }
    return keyless.isEmpty()
        ? null
        : new Refused(
            Errors.INVALID_RECORD,
            "One or more records have been rejected due to "
                + keyless.size()
                + " record errors in total, and only showing the first three errors at most: "
                + keyless.subList(0, Math.min(3, keyless.size())),
            keyless);
  }

  private boolean isUntimely(long timestampMs) {
    if (config.timestampType() != TimestampType.CREATE_TIME
        || timestampMs == RecordBatch.NO_TIMESTAMP) {
      return false;
    }
    long age = nowMs - timestampMs;
    return age > config.timestampBeforeMaxMs() || -age > config.timestampAfterMaxMs();
  }

  private String untimelyMessage(long timestampMs, int index) {
    return "Timestamp "
        + timestampMs
        + " of message with offset "
        + index
        + " is out of range. The timestamp should be within ["
        + (nowMs - config.timestampBeforeMaxMs())
        + ", "
        + (nowMs + config.timestampAfterMaxMs())
        + "]";
  }
}
