package io.jackdaw.zookeeper;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of requests, replies and how long they took, of a server or of a connection. Any thread.
 */
final class ServerStats {
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder latencyCount = new LongAdder();
  private final LongAdder latencySumMs = new LongAdder();
  private final LongAccumulator minLatencyMs = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator maxLatencyMs = new LongAccumulator(Math::max, 0);
  private final LongAccumulator minReplyBytes = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator maxReplyBytes = new LongAccumulator(Math::max, -1);
  private final AtomicLong lastReplyBytes = new AtomicLong(-1);
  private final LongAdder authFailures = new LongAdder();

  void received() {
    received.increment();
  }

  void sent() {
    sent.increment();
  }

  void answered(long latencyMs, long replyBytes) {
    latencyCount.increment();
    latencySumMs.add(latencyMs);
    minLatencyMs.accumulate(latencyMs);
    maxLatencyMs.accumulate(latencyMs);
    lastReplyBytes.set(replyBytes);
    minReplyBytes.accumulate(replyBytes);
    maxReplyBytes.accumulate(replyBytes);
  }

  void authFailed() {
    authFailures.increment();
  }

  void reset() {
    received.reset();
    sent.reset();
    latencyCount.reset();
    latencySumMs.reset();
    minLatencyMs.reset();
    maxLatencyMs.reset();
  }

  long receivedCount() {
    return received.sum();
  }

  long sentCount() {
    return sent.sum();
  }

  long minLatencyMs() {
    long min = minLatencyMs.get();
    return min == Long.MAX_VALUE ? 0 : min;
  }

  long maxLatencyMs() {
    return maxLatencyMs.get();
  }

  /** To four decimals, as ZooKeeper shows it. */
  double averageLatencyMs() {
    long count = latencyCount.sum();
    return count == 0 ? 0 : Math.round(10_000.0 * latencySumMs.sum() / count) / 10_000.0;
  }

  long lastReplyBytes() {
    return lastReplyBytes.get();
  }

  long minReplyBytes() {
    long min = minReplyBytes.get();
    return min == Long.MAX_VALUE ? -1 : min;
  }

  long maxReplyBytes() {
    return maxReplyBytes.get();
  }

  long authFailureCount() {
    return authFailures.sum();
  }
}
