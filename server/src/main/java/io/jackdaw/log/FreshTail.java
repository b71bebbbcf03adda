package io.jackdaw.log;

/**
 * The part of a log that is in the page cache for certain, because it was appended a moment ago.
 *
 * <p>What lies before it may have to come from the disk, and its lookups too: not on an event loop.
 * Written under the log's lock before the view is published; read by any thread that has read the
 * view.
 */
final class FreshTail {
  /** So much written so lately is in memory on any machine. */
  static final int BYTES = 16 * 1024 * 1024;

  static final long LASTS_MS = 30_000;

  private long appendedMs = Long.MIN_VALUE / 2;

  void appended(long nowMs) {
    appendedMs = nowMs;
  }

  /**
   * @param distance bytes between a position and the end of the log
   */
  boolean holds(long distance, long nowMs) {
    return distance <= BYTES && nowMs - appendedMs <= LASTS_MS;
  }
}
