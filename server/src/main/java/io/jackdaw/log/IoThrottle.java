package io.jackdaw.log;

/** Spreads I/O over time so that it stays below a rate. Any thread. */
final class IoThrottle {
  private static final double NS_PER_SECOND = 1e9;

  private final double bytesPerSecond;
  private long freeAtNs = Long.MIN_VALUE;

  IoThrottle(double bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Counts bytes that were just moved; how many milliseconds to wait before more are. */
  synchronized long take(long bytes, long nowNs) {
    long from = Math.max(freeAtNs, nowNs);
    freeAtNs = from + (long) (bytes / bytesPerSecond * NS_PER_SECOND);
    return (freeAtNs - nowNs) / 1_000_000;
  }
}
