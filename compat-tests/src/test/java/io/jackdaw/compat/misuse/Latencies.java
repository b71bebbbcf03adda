package io.jackdaw.compat.misuse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long each of somebody's requests took; any thread. */
final class Latencies {
  private final List<Duration> all = new ArrayList<>();

  synchronized void add(Duration took) {
    all.add(took);
  }

  synchronized int count() {
    return all.size();
  }

  /** The 99th percentile, in milliseconds, of the requests {@code [from, to)} of all so far. */
  synchronized double p99Ms(int from, int to) {
    List<Duration> sorted = all.subList(from, Math.min(to, all.size())).stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((sorted.size() * 99 - 1) / 100).toNanos() / 1e6;
  }

  synchronized Duration longest() {
    return all.stream().max(Duration::compareTo).orElse(Duration.ZERO);
  }
}
