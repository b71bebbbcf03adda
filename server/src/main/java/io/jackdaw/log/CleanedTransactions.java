package io.jackdaw.log;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Tells, while the batches of a log go by in order, which belong to aborted transactions, and which
 * markers no record depends on any more.
 *
 * <p>One thread. Source: KIP-98, KAFKA-5036.
 */
final class CleanedTransactions {
  private final PriorityQueue<AbortedTransaction> ahead =
      new PriorityQueue<>(Comparator.comparingLong(AbortedTransaction::firstOffset));
  private final Map<Long, Open> aborted = new HashMap<>();
  private final Set<Long> committed = new HashSet<>();
  private final Consumer<AbortedTransaction> stillNeeded;

  /** An aborted transaction whose marker has not come yet. */
  private static final class Open {
    private final AbortedTransaction transaction;
    private boolean hasBatches;

    Open(AbortedTransaction transaction) {
      this.transaction = transaction;
    }
  }

  /**
   * @param stillNeeded told of each aborted transaction of which batches were seen, when its marker
   *     comes
   */
  CleanedTransactions(Consumer<AbortedTransaction> stillNeeded) {
    this.stillNeeded = stillNeeded;
  }

  /** Announces the aborted transactions of the batches to come; again is no harm. */
  void announce(List<AbortedTransaction> transactions) {
    ahead.addAll(transactions);
  }

  /** Whether a batch of records belongs to an aborted transaction. */
  boolean isAborted(RecordBatch batch) {
    begin(batch.lastOffset());
    if (!batch.isTransactional()) {
      return false;
    }
    Open open = aborted.get(batch.producerId());
    if (open == null) {
      committed.add(batch.producerId());
      return false;
    }
    open.hasBatches = true;
    return true;
  }

  /** Whether a control batch ends a transaction of which nothing was seen. */
  boolean isOrphan(RecordBatch control) {
    begin(control.lastOffset());
    for (Record record : control) {
      return isOrphan(control.producerId(), ControlRecordType.parse(record.key()));
    }
    // Emptied before, when nothing depended on it any more.
    return true;
  }

  private boolean isOrphan(long producerId, ControlRecordType type) {
    if (type == ControlRecordType.COMMIT) {
      return !committed.remove(producerId);
    }
    if (type != ControlRecordType.ABORT) {
      return false;
    }
    Open open = aborted.remove(producerId);
    if (open == null || !open.hasBatches) {
      return true;
    }
    stillNeeded.accept(open.transaction);
    return false;
  }

  private void begin(long upToOffset) {
    for (AbortedTransaction next = ahead.peek();
        next != null && next.firstOffset() <= upToOffset;
        next = ahead.peek()) {
      aborted.putIfAbsent(next.producerId(), new Open(next));
      ahead.remove();
    }
  }
}
