package io.jackdaw.kafka.quota;

/**
 * How much was used a second, over the last few samples. Any thread.
 *
 * <p>A window that has just begun counts as nearly full, so that a first large request is not taken
 * for a high rate; as in Apache Kafka, whose waiting times these are.
 */
final class RateWindow {
  private final long sampleMs;
  private final double[] amounts;
  private final long[] begins;
  private int current;

  RateWindow(int samples, long sampleMs, long nowMs) {
    this.sampleMs = sampleMs;
    this.amounts = new double[samples];
    this.begins = new long[samples];
    for (int i = 0; i < samples; i++) {
      begins[i] = Long.MIN_VALUE;
    }
    begins[0] = nowMs;
  }

  /**
   * Counts, and says how long to wait until the rate is within the limit again.
   *
   * @return milliseconds; 0 if it is within
   */
  synchronized double record(double amount, double perSecond, long nowMs) {
    if (nowMs - begins[current] >= sampleMs) {
      current = (current + 1) % amounts.length;
      amounts[current] = 0;
      begins[current] = nowMs;
    }
    amounts[current] += amount;
    return waitMs(perSecond, nowMs);
  }

  private double waitMs(double perSecond, long nowMs) {
    double total = 0;
    long oldest = nowMs;
    for (int i = 0; i < amounts.length; i++) {
      if (begins[i] != Long.MIN_VALUE && nowMs - begins[i] < sampleMs * amounts.length) {
        total += amounts[i];
        oldest = Math.min(oldest, begins[i]);
      }
    }
    long elapsed = nowMs - oldest;
    long missing = amounts.length - 1 - elapsed / sampleMs;
    double windowMs = elapsed + Math.max(0, missing) * sampleMs;
    double rate = total * 1000 / Math.max(1, windowMs);
    return rate <= perSecond ? 0 : (rate - perSecond) / perSecond * windowMs;
  }

  /** When it was used last. */
  synchronized long lastUsedMs() {
    return begins[current];
  }
}
