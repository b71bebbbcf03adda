package io.jackdaw.log;

import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/** What became of an append. A refusal leaves the log as it was. */
public sealed interface AppendResult {
  /**
   * The batches are in the log: readable at once, and surviving the end of this process.
   *
   * @param lastOffset inclusive
   * @param logAppendTimeMs the time written into the records, or -1 if they keep their own
   */
  record Appended(long baseOffset, long lastOffset, long logAppendTimeMs, long logStartOffset)
      implements AppendResult {}

  /**
   * An idempotent producer sent a batch again which is already in the log, at these offsets.
   *
   * @param lastOffset inclusive
   * @param timestampMs the largest timestamp of the batch in the log
   */
  record Duplicate(long baseOffset, long lastOffset, long timestampMs, long logStartOffset)
      implements AppendResult {}

  /**
   * Nothing was appended.
   *
   * @param recordErrors the records at fault, where single records are
   */
  record Refused(Errors error, String message, List<RecordError> recordErrors)
      implements AppendResult {
    public Refused {
      recordErrors = List.copyOf(recordErrors);
    }

    Refused(Errors error, String message) {
      this(error, message, List.of());
    }
  }

  /**
   * One record at fault.
   *
   * @param index of the record in its batch, from 0
   */
  record RecordError(int index, String message) {}
}
