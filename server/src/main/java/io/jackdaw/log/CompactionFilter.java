package io.jackdaw.log;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter.BatchRetention;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter.BatchRetentionResult;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Which batches and records survive compaction.
 *
 * <ul>
 *   <li>of each key, the newest record; a tombstone only until the delete horizon of its batch,
 *       which is set when it is first seen here;
 *   <li>nothing of an aborted transaction; the marker of a transaction until nothing of it is left,
 *       and then until its delete horizon;
 *   <li>the last batch of a known producer, for its sequence, and the last batch of all that was
 *       looked at, for its offset, if need be without records;
 *   <li>everything from {@code endOffset} on.
 * </ul>
 *
 * <p>One thread, batches in the order of the log. Source: Kafka's documentation on compaction,
 * KIP-98, KIP-534.
 */
final class CompactionFilter extends MemoryRecords.RecordFilter {
  private final OffsetMap newest;
  private final long endOffset;
  private final long lastNextOffset;
  private final CleanedTransactions transactions;
  private Map<Long, LastOfProducer> producers = Map.of();
  private boolean discards;

  /**
   * @param endOffset {@code newest} knows of no record from here on
   * @param lastNextOffset where the last batch that may be looked at ends
   */
  CompactionFilter(
      OffsetMap newest,
      long endOffset,
      long lastNextOffset,
      CleanedTransactions transactions,
      long nowMs,
      long deleteRetentionMs) {
    super(nowMs, deleteRetentionMs);
    this.newest = newest;
    this.endOffset = endOffset;
    this.lastNextOffset = lastNextOffset;
    this.transactions = transactions;
  }

  /** Sets who is known as a producer, for the batches to come. */
  void producers(Map<Long, LastOfProducer> known) {
    producers = known;
  }

  /** Announces the aborted transactions of the batches to come. */
  void announce(List<AbortedTransaction> aborted) {
    transactions.announce(aborted);
  }

  @Override
  protected BatchRetentionResult checkBatchRetention(RecordBatch batch) {
    boolean isMarker = batch.isControlBatch();
    boolean superfluous = isMarker ? transactions.isOrphan(batch) : transactions.isAborted(batch);
    discards = superfluous && (!isMarker || isOverdue(batch));
    return new BatchRetentionResult(retention(batch), superfluous && isMarker);
  }

  private BatchRetention retention(RecordBatch batch) {
    LastOfProducer last = batch.hasProducerId() ? producers.get(batch.producerId()) : null;
    if ((last != null && last.is(batch)) || batch.nextOffset() == lastNextOffset) {
      return BatchRetention.RETAIN_EMPTY;
    }
    return discards ? BatchRetention.DELETE : BatchRetention.DELETE_EMPTY;
  }

  /** Whether the delete horizon of a batch, set when it was cleaned before, is over. */
  private boolean isOverdue(RecordBatch batch) {
    return batch.deleteHorizonMs().isPresent()
        && batch.deleteHorizonMs().getAsLong() <= currentTime;
  }

  @Override
  protected boolean shouldRetainRecord(RecordBatch batch, Record record) {
    if (discards) {
      return false;
    }
    if (batch.isControlBatch() || record.offset() >= endOffset) {
      return true;
    }
    if (!record.hasKey() || record.offset() < newest.get(record.key())) {
      return false;
    }
    return record.hasValue() || !isOverdue(batch);
  }
}
