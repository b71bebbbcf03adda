package io.jackdaw.cli.apache;

import java.util.Arrays;

/** What a load was like so far: a line every five seconds, and one at the end. */
final class LatencyReport {
  private static final long LINE_NS = 5_000_000_000L;
  private static final double NS_PER_MS = 1_000_000.0;
  private static final double MB = 1024.0 * 1024.0;

  /** Latencies are counted by millisecond up to here; longer ones as the longest. */
  private static final int MAX_MS = 600_000;

  private final long warmup;
  private final int[] byMs = new int[MAX_MS + 1];
  private final Window line = new Window();
  private final Window total = new Window();
  private long seen;

  private static final class Window {
    private long beginNs;
    private long records;
    private long bytes;
    private double sumMs;
    private double maxMs;

    private void add(double ms, int size) {
      records++;
      bytes += size;
      sumMs += ms;
      maxMs = Math.max(maxMs, ms);
    }

    private void clear(long nowNs) {
      beginNs = nowNs;
      records = 0;
      bytes = 0;
      sumMs = 0;
      maxMs = 0;
    }

    private String shown(long nowNs, String latency) {
      double seconds = Math.max(1, nowNs - beginNs) / 1e9;
      return ("%d records sent, %.1f records/sec (%.2f MB/sec), " + latency)
          .formatted(
              records,
              records / seconds,
              bytes / seconds / MB,
              sumMs / Math.max(1, records),
              maxMs);
    }
  }

  /** Begins now; the first records up to {@code warmup} are not in the last line. */
  LatencyReport(long warmup, long nowNs) {
    this.warmup = warmup;
    line.beginNs = nowNs;
    total.beginNs = nowNs;
  }

  synchronized void add(long sentNs, long nowNs, int size) {
    double ms = (nowNs - sentNs) / NS_PER_MS;
    if (++seen == warmup) {
      total.clear(nowNs);
      Arrays.fill(byMs, 0);
    } else {
      total.add(ms, size);
      byMs[(int) Math.min(MAX_MS, ms)]++;
    }
    line.add(ms, size);
    if (nowNs - line.beginNs >= LINE_NS) {
      System.out.println(line.shown(nowNs, "%.1f ms avg latency, %.1f ms max latency."));
      line.clear(nowNs);
    }
  }

  synchronized void printTotal(long nowNs) {
    System.out.println(
        total.shown(nowNs, "%.2f ms avg latency, %.2f ms max latency, ")
            + "%d ms 50th, %d ms 95th, %d ms 99th, %d ms 99.9th."
                .formatted(share(0.5), share(0.95), share(0.99), share(0.999)));
  }

  private int share(double share) {
    long wanted = (long) Math.ceil(total.records * share);
    long counted = 0;
    for (int ms = 0; ms <= MAX_MS; ms++) {
      counted += byMs[ms];
      if (counted >= wanted) {
        return ms;
      }
    }
    return MAX_MS;
  }
}
