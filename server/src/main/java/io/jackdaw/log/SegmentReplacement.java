package io.jackdaw.log;

import io.jackdaw.disk.StorageException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts what the cleaner made of some segments into their place, so that a start after a stop at any
 * point finds either the old ones or the new one. {@link CleanedSegment} tells the names by which
 * it does.
 *
 * <p>The log's lock is held while names change, and not while they are forced: a cut of the log may
 * come in between, and then what was offered is withdrawn.
 */
final class SegmentReplacement {
  private final SegmentList segments;
  private final ProducerSnapshots snapshots;
  private final Path directory;
  private final LogEnvironment environment;
  private final Object lock;

  /** Under the lock: what a start would complete. */
  private @Nullable CleanedSegment offered;

  SegmentReplacement(
      SegmentList segments,
      ProducerSnapshots snapshots,
      Path directory,
      LogEnvironment environment,
      Object lock) {
    this.segments = segments;
    this.snapshots = snapshots;
    this.directory = directory;
    this.environment = environment;
    this.lock = lock;
  }

  /** Begins to write segments' replacement beside them. */
  CleanedSegment begin(long baseOffset, LogConfig config) {
    return new CleanedSegment(
        environment.disk(),
        environment.health(),
        directory,
        baseOffset,
        config.indexIntervalBytes(),
        environment.clock().wallMs());
  }

  /** As {@link PartitionLog#replace}. */
  boolean replace(List<Segment> old, CleanedSegment cleaned) {
    synchronized (lock) {
      if (!segments.holds(old)) {
        return false;
      }
      offered = cleaned;
      cleaned.offer();
    }
    environment.disk().forceDirectory(directory);
    synchronized (lock) {
      if (!cleaned.equals(offered) || !segments.holds(old)) {
        withdraw();
        return false;
      }
      offered = null;
      try {
        swap(old, cleaned);
      } catch (StorageException failed) {
        // Some names are changed and some are not: only a start can put that in order.
        environment.health().report(new StorageException("Cannot replace segments", failed));
        throw failed;
      }
    }
    environment.disk().forceDirectory(directory);
    return true;
  }

  private void swap(List<Segment> old, CleanedSegment cleaned) {
    for (Segment segment : old) {
      segment.aborted().keep();
      segment.delete(environment.disk());
    }
    segments.replace(old, cleaned.take(environment.clock().wallMs()));
    snapshots.keepOnly(segments.view().segments().stream().map(Segment::baseOffset).toList());
  }

  /**
   * A start must not bring back, from a replacement not yet made, what is about to be cut. Under
   * the lock.
   */
  void withdraw() {
    if (offered != null) {
      offered.discard();
      offered = null;
      environment.disk().forceDirectory(directory);
    }
  }
}
