package io.jackdaw.benchmarks.replay;

import java.time.Duration;

/** When a replay ends: after so many requests on each connection, or after so much time. */
public record Until(long requests, long nanos) {
  public static Until requests(long requests) {
    return new Until(requests, Long.MAX_VALUE);
  }

  public static Until passed(Duration time) {
    return new Until(Long.MAX_VALUE, time.toNanos());
  }
}
