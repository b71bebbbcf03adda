package io.jackdaw.log;

import io.jackdaw.disk.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to where a log survives the end of the machine, and what moves that on: one fsync at a time,
 * shared by all appends that wait for one.
 *
 * <p>Read by any thread; what forces, on a disk thread.
 */
final class RecoveryPoint {
  private static final Logger LOG = LoggerFactory.getLogger(RecoveryPoint.class);

  private final LogName name;
  private final SegmentList segments;
  private final ProducerSnapshots snapshots;
  private final UnforcedFiles unforced;
  private final LogEnvironment environment;
  private final Object lock;
  private final Object flushLock = new Object();
  private final GroupSync groupSync;
  private volatile long offset;
  private volatile boolean abandoned;
  private volatile Runnable onSynced = () -> {};

  /** Under the log's lock. */
  private long lastFlushMs;

  /**
   * @param offset that is known at the start
   * @param lock the log's
   */
  RecoveryPoint(
      LogName name,
      SegmentList segments,
      ProducerSnapshots snapshots,
      UnforcedFiles unforced,
      LogEnvironment environment,
      long offset,
      Object lock) {
    this.name = name;
    this.segments = segments;
    this.snapshots = snapshots;
    this.unforced = unforced;
    this.environment = environment;
    this.offset = offset;
    this.lock = lock;
    this.lastFlushMs = environment.clock().wallMs();
    this.groupSync = new GroupSync(environment.syncs(), this::sync);
  }

  long offset() {
    return offset;
  }

  /** As {@link PartitionLog#acknowledgeableEnd}. */
  long acknowledgeableEnd(LogConfig config) {
    long end = segments.view().endOffset();
    long forced = offset;
    return end - forced < config.flushMessages() ? end : forced;
  }

  void onSynced(Runnable listener) {
    onSynced = listener;
  }

  /** Has everything forced soon if so much is not that appends wait for it. */
  void syncIfDue(LogConfig config) {
    if (segments.view().endOffset() - offset >= config.flushMessages()) {
      groupSync.request();
    }
  }

  private void sync() {
    flushLogged();
    onSynced.run();
  }

  /** As {@link PartitionLog#flush}. */
  void flush() {
    synchronized (flushLock) {
      LogView now = segments.view();
      long from = offset;
      if (now.endOffset() <= from || segments.isClosed()) {
        return;
      }
      String failure = environment.health().failure();
      if (failure != null) {
        // A sync that succeeds after one that failed says nothing of the bytes of the first.
        throw new StorageException(failure);
      }
      try {
        // One before it: a segment that ended exactly there may have been sealed since.
        for (int i = now.floor(from - 1); i < now.segments().size(); i++) {
          force(now.segments().get(i));
        }
        unforced.force();
      } catch (StorageException failed) {
        if (abandoned) {
          // Its directory went away under this flush, as it was to: the disk has not failed.
          return;
        }
        environment.health().report(failed);
        throw failed;
      }
      synchronized (lock) {
        offset = Math.min(Math.max(offset, now.endOffset()), segments.view().endOffset());
        lastFlushMs = environment.clock().wallMs();
      }
    }
  }

  private void force(Segment segment) {
    if (segment.acquire()) {
      try {
        segment.force();
        snapshots.force(segment.baseOffset());
      } finally {
        segment.release();
      }
    }
  }

  /** Flushes; a failure is the log directory's, which has noted it. */
  void flushLogged() {
    try {
      flush();
    } catch (StorageException failed) {
      LOG.debug("Cannot flush {}: {}", name, failed.getMessage(), failed);
    }
  }

  /** Flushes if {@code flush.ms} have passed. */
  void flushIfDue(LogConfig config) {
    boolean due;
    synchronized (lock) {
      due =
          config.flushMs() != Long.MAX_VALUE
              && environment.clock().wallMs() - lastFlushMs >= config.flushMs();
    }
    if (due) {
      flushLogged();
    }
  }

  /** The log ends at {@code end} now; under its lock. */
  void cutTo(long end) {
    offset = Math.min(offset, end);
  }

  /** The directory is about to go, also under a flush that runs. */
  void abandon() {
    abandoned = true;
  }
}
