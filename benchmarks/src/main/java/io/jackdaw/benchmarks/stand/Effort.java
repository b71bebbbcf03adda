package io.jackdaw.benchmarks.stand;

import java.time.Duration;

/**
 * How much a run does.
 *
 * @param warm before a load is measured
 * @param measured each load that is measured by time
 * @param percent of the records, partitions, znodes and connections of a whole run
 * @param settle before memory is read
 */
public record Effort(Duration warm, Duration measured, int percent, Duration settle) {
  /** What the numbers of README are measured with. */
  public static final Effort WHOLE =
      new Effort(Duration.ofSeconds(6), Duration.ofSeconds(10), 100, Duration.ofSeconds(5));

  /** All loads in under three minutes: do the loads run, and is anything badly off? */
  public static final Effort QUICK =
      new Effort(Duration.ofMillis(300), Duration.ofMillis(500), 2, Duration.ofMillis(500));

  /** {@code whole} in a whole run, a part of it in a quick one. */
  public int part(int whole) {
    return Math.max(1, Math.toIntExact((long) whole * percent / 100));
  }

  /** Whether all loads share one server. */
  public boolean shared() {
    return percent < 100;
  }
}
