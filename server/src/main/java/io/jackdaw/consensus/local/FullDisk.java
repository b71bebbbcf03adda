package io.jackdaw.consensus.local;

import io.jackdaw.disk.DiskFullException;
import io.jackdaw.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the journal's disk is full, and when to look again: ever more seldom, up to every two
 * seconds. Owned by the journal thread.
 */
final class FullDisk {
  private static final Logger LOG = LoggerFactory.getLogger(FullDisk.class);
  private static final long FIRST_WAIT_MS = 100;
  private static final long LONGEST_WAIT_MS = 2_000;

  private final Clock clock;
  private boolean found;
  private long waitMs;
  private long looksAtMs;
  private long sinceMs;

  FullDisk(Clock clock) {
    this.clock = clock;
  }

  /** Whether nothing can be written now. */
  boolean isFound() {
    return found;
  }

  /** Something did not find room. */
  void found(DiskFullException why) {
    long nowMs = clock.monotonicMs();
    if (!found) {
      found = true;
      sinceMs = nowMs;
      waitMs = FIRST_WAIT_MS;
      LOG.warn(
          "The journal's disk is full: writes are refused, reads go on; free some space and writing"
              + " goes on by itself. {}",
          why.getMessage());
    } else {
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    }
    looksAtMs = nowMs + waitMs;
  }

  /** Whether it is time to look for room. */
  boolean isTimeToLook() {
    return found && clock.monotonicMs() >= looksAtMs;
  }

  /** How long the journal thread may rest; 0 for as long as it likes. */
  long restNs() {
    return found ? waitMs * 1_000_000 : 0;
  }

  /** There is room again. */
  void over() {
    found = false;
    LOG.info("The journal's disk has space again after {} ms", clock.monotonicMs() - sinceMs);
  }
}
