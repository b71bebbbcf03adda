package io.jackdaw.log;

import io.jackdaw.log.AppendResult.RecordError;
import io.jackdaw.log.AppendResult.Refused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/** Looks at each record of a batch: keys of compacted topics, and timestamps. */
final class RecordValidator {
  /** A batch may have a million records; nobody reads what is wrong with each. */
  private static final int MAX_ERRORS = 1000;

  private final LogName log;
  private final LogConfig config;
  private final long nowMs;

  RecordValidator(LogName log, LogConfig config, long nowMs) {
    this.log = log;
    this.config = config;
    this.nowMs = nowMs;
  }

  /**
   * Checks the whole batch at {@code at}, decompressing it if need be.
   *
   * @return null if every record is welcome
   */
  @Nullable Refused check(ByteBuffer batches, int at) {
    List<RecordError> keyless = new ArrayList<>();
    List<RecordError> untimely = new ArrayList<>();
    boolean stamped = BatchHeader.hasAppendTime(batches, at);
    int index = 0;
    try (RecordHeads records = RecordHeads.of(batches, at, config.maxDecompressedRecordBytes())) {
      while (records.next()) {
        if (config.compact() && !records.hasKey()) {
          add(
              keyless,
              index,
              "Compacted topic cannot accept message without key in topic partition " + log);
        } else if (isJudgedByTime(records.timestamp())) {
          if (isUntimely(records.timestamp())) {
            add(untimely, index, untimelyMessage(records.timestamp(), index));
          }
        } else if (stamped) {
          add(
              untimely,
              index,
              "Invalid timestamp type in message "
                  + index
                  + ". Producer should not set timestamp type to LogAppendTime.");
        }
        index++;
      }
    } catch (InvalidRecordException malformed) {
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
                + keyless.stream().limit(3).map(RecordValidator::shown).toList(),
            keyless);
  }

  private static String shown(RecordError error) {
    return "RecordError(batchIndex=%d, message='%s')".formatted(error.index(), error.message());
  }

  private static void add(List<RecordError> errors, int index, String message) {
    if (errors.size() < MAX_ERRORS) {
      errors.add(new RecordError(index, message));
    }
  }

  /** Whether the producer's time counts; where it does, the type it claims is only corrected. */
  private boolean isJudgedByTime(long timestampMs) {
    return config.timestampType() == TimestampType.CREATE_TIME
        && timestampMs != RecordBatch.NO_TIMESTAMP;
  }

  private boolean isUntimely(long timestampMs) {
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
