package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.DiskFullException;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a log directory takes writes.
 *
 * <pre>
 *   writable ◀──probe finds room── full ◀──no space left──┐
 *      ├──────────────────────────────────────────────────┘
 *      └──any other failure to write or sync──▶ failed, until the next start
 * </pre>
 *
 * <p>Any thread; an append costs one volatile read. While the directory is full, a file is written
 * for trial on the disk loop, ever more seldom, up to every two seconds: that is also right where a
 * quota is full and not the disk.
 */
final class DirectoryHealth {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryHealth.class);
  private static final String PROBE = ".room-for-more";
  private static final int PROBE_BYTES = 1024 * 1024;
  private static final long FIRST_WAIT_MS = 250;
  private static final long LONGEST_WAIT_MS = 2_000;

  private final Path directory;
  private final Disk disk;
  private final Clock clock;
  private final EventLoop diskLoop;
  private final Runnable changed;

  private volatile @Nullable String refusal;
  private volatile boolean failed;
  private long fullSinceMs;
  private volatile boolean stopped;

  /**
   * @param changed run on the disk loop when the directory has failed, and when it takes writes
   *     again
   */
  DirectoryHealth(Path directory, Disk disk, Clock clock, EventLoop diskLoop, Runnable changed) {
    this.directory = directory;
    this.disk = disk;
    this.clock = clock;
    this.diskLoop = diskLoop;
    this.changed = changed;
  }

  /** Why nothing can be written now; null when it can. */
  @Nullable String refusal() {
    return refusal;
  }

  /** Why nothing will be written, or may be read, before the next start; null if it may. */
  @Nullable String failure() {
    return failed ? refusal : null;
  }

  /** Takes note of a failure to write or sync. */
  void report(StorageException failure) {
    if (failure instanceof DiskFullException full) {
      full(full);
    } else {
      fail(failure);
    }
  }

  private synchronized void full(DiskFullException failure) {
    if (refusal != null) {
      return;
    }
    refusal = "The disk of " + directory + " is full; try again later";
    fullSinceMs = clock.monotonicMs();
    LOG.warn(
        "The disk of {} is full: records are refused, reads go on; free some space and writing goes"
            + " on by itself. {}",
        directory,
        failure.getMessage());
    lookLater(FIRST_WAIT_MS);
  }

  private synchronized void fail(StorageException failure) {
    if (failed) {
      return;
    }
    failed = true;
    refusal = directory + " has failed: " + failure.getMessage();
    LOG.error(
        "Log directory {} has failed and its partitions are offline: check the disk, then start"
            + " again",
        directory,
        failure);
    diskLoop.execute(changed);
  }

  private void lookLater(long waitMs) {
    diskLoop.schedule(waitMs, () -> look(waitMs));
  }

  private void look(long waitedMs) {
    if (failed || stopped) {
      return;
    }
    try {
      probe();
    } catch (DiskFullException still) {
      lookLater(Math.min(2 * waitedMs, LONGEST_WAIT_MS));
      return;
    } catch (StorageException other) {
      fail(other);
      return;
    }
    LOG.info(
        "The disk of {} has space again after {} ms", directory, clock.monotonicMs() - fullSinceMs);
    refusal = null;
    changed.run();
  }

  private void probe() {
    Path path = directory.resolve(PROBE);
    try (DiskFile file = disk.open(path)) {
      file.write(ByteBuffer.allocate(PROBE_BYTES), 0);
    } finally {
      disk.delete(path);
    }
  }

  /** Looks no more. */
  void stop() {
    stopped = true;
  }
}
