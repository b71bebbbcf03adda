package io.jackdaw.log;

/**
 * Up to where a log's records are committed, and up to where its transactions are decided too.
 *
 * <p>Read by any thread. Only while a transaction is open does a move take the log's lock.
 */
final class HighWatermark {
  private final Producers producers;
  private final Object lock;
  private volatile long offset;
  private volatile long firstUnstableOffset;

  /**
   * @param producers of the log, as they are at its end
   * @param offset that is known at the start
   * @param lock the log's
   */
  HighWatermark(Producers producers, long offset, Object lock) {
    this.producers = producers;
    this.lock = lock;
    this.offset = offset;
    this.firstUnstableOffset = producers.firstUnstableOffset(offset);
  }

  long offset() {
    return offset;
  }

  void moveTo(long newOffset) {
    offset = newOffset;
    if (firstUnstableOffset != Long.MAX_VALUE) {
      producersChanged();
    }
  }

  /** Up to where all transactions are decided; at least where the log starts. */
  long lastStableOffset(long logStartOffset) {
    return Math.max(logStartOffset, Math.min(firstUnstableOffset, offset));
  }

  /** Batches were appended. Under the lock. */
  void appended(boolean transactional) {
    if (transactional || firstUnstableOffset != Long.MAX_VALUE) {
      firstUnstableOffset = producers.firstUnstableOffset(offset);
    }
  }

  /** The log ends at {@code end} now; its producers are found anew. */
  void cutTo(long end) {
    offset = Math.min(offset, end);
  }

  /** Looks anew which transactions are open. */
  void producersChanged() {
    synchronized (lock) {
      firstUnstableOffset = producers.firstUnstableOffset(offset);
    }
  }
}
