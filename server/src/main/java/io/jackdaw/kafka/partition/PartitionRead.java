package io.jackdaw.kafka.partition;

import io.jackdaw.log.AbortedTransaction;
import io.jackdaw.log.EpochEnd;
import io.jackdaw.log.LogSlice;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What a fetch got of one partition. Offsets are −1 where an error forbids to tell.
 *
 * @param topic name; empty if the id is not known
 * @param slice records, an open lease; null when there are none
 * @param diverging where the client's log parts from this one; {@link EpochEnd#UNKNOWN} if it does
 *     not
 * @param aborted transactions whose records in the slice a reader of committed ones must skip
 */
public record PartitionRead(
    FetchTarget target,
    String topic,
    Errors error,
    long highWatermark,
    long lastStableOffset,
    long logStartOffset,
    @Nullable LogSlice slice,
    EpochEnd diverging,
    List<AbortedTransaction> aborted) {

  public static PartitionRead failed(FetchTarget target, String topic, Errors error) {
    return new PartitionRead(target, topic, error, -1, -1, -1, null, EpochEnd.UNKNOWN, List.of());
  }

  public int bytes() {
    return slice == null ? 0 : slice.count();
  }

  public boolean diverges() {
    return diverging.endOffset() >= 0;
  }

  /** Whether waiting for more records makes no sense. */
  boolean endsWaiting() {
    return diverges() || (error != Errors.NONE && !isUnknown());
  }

  /** Whether nobody here knows the partition: clients get to know, but not at the others' cost. */
  boolean isUnknown() {
    return error == Errors.UNKNOWN_TOPIC_ID || error == Errors.UNKNOWN_TOPIC_OR_PARTITION;
  }

  void release() {
    if (slice != null) {
      slice.close();
    }
  }
}
