package io.jackdaw.benchmarks.replay;

import org.HdrHistogram.Histogram;

/**
 * What a replay saw.
 *
 * @param seconds from the first request to the last reply
 * @param latencies nanoseconds, from when each request was due, which in a closed loop is when it
 *     was written
 */
public record Outcome(long answered, double seconds, Histogram latencies) {
  public double perSecond() {
    return answered / seconds;
  }

  public double latencyMs(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }
}
