package io.jackdaw.zookeeper;

import io.jackdaw.metrics.Counter;
import io.jackdaw.metrics.Summary;
import io.jackdaw.zookeeper.report.Count;
import io.jackdaw.zookeeper.report.Measure;
import io.jackdaw.zookeeper.report.ServerMetrics;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.concurrent.atomic.LongAccumulator;

/** Counts of a server's requests, replies and how long they took. Any thread. */
final class ServerStats {
  private final ServerMetrics metrics;
  private final Counter received = new Counter();
  private final Counter bytesReceived;
  private final Counter sent = new Counter();
  private final Counter bytesSent;
  private final Summary reads;
  private final Summary updates;
  private final LongAccumulator minReplyBytes = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator maxReplyBytes = new LongAccumulator(Math::max, -1);
  private volatile long lastReplyBytes = -1;
  private final Counter authFailures = new Counter();

  ServerStats(ServerMetrics metrics) {
    this.metrics = metrics;
    this.bytesReceived = metrics.of(Count.BYTES_RECEIVED_COUNT);
    this.bytesSent = metrics.of(Count.RESPONSE_BYTES);
    this.reads = metrics.of(Measure.READLATENCY);
    this.updates = metrics.of(Measure.UPDATELATENCY);
  }

  ServerMetrics metrics() {
    return metrics;
  }

  void received(int bytes) {
    received.increment();
    bytesReceived.add(bytes);
  }

  void sent() {
    sent.increment();
  }

  void answered(OpCode code, long latencyMs, long replyBytes) {
    (code.isUpdate() ? updates : reads).add(latencyMs);
    bytesSent.add(replyBytes);
    lastReplyBytes = replyBytes;
    minReplyBytes.accumulate(replyBytes);
    maxReplyBytes.accumulate(replyBytes);
  }

  void count(Count what) {
    metrics.of(what).increment();
  }

  void authFailed() {
    authFailures.increment();
  }

  void reset() {
    received.reset();
    sent.reset();
    lastReplyBytes = -1;
    minReplyBytes.reset();
    maxReplyBytes.reset();
    metrics.registry().reset();
  }

  long receivedCount() {
    return received.value();
  }

  long sentCount() {
    return sent.value();
  }

  long minLatencyMs() {
    if (reads.count() == 0 || updates.count() == 0) {
      return Math.max(reads.min(), updates.min());
    }
    return Math.min(reads.min(), updates.min());
  }

  long maxLatencyMs() {
    return Math.max(reads.max(), updates.max());
  }

  double averageLatencyMs() {
    return Summary.average(reads.sum() + updates.sum(), reads.count() + updates.count());
  }

  long lastReplyBytes() {
    return lastReplyBytes;
  }

  long minReplyBytes() {
    long min = minReplyBytes.get();
    return min == Long.MAX_VALUE ? -1 : min;
  }

  long maxReplyBytes() {
    return maxReplyBytes.get();
  }

  long authFailureCount() {
    return authFailures.value();
  }
}
