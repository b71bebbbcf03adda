package io.jackdaw.zookeeper;

import io.jackdaw.zookeeper.report.ConnectionView;
import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.wire.OpCode;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What {@code cons} tells about a connection. Any thread; the values need not fit together. */
final class ConnectionInfo {
  private final InetSocketAddress peer;
  private final long establishedMs;
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder latencySumMs = new LongAdder();
  private final LongAccumulator minLatencyMs = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator maxLatencyMs = new LongAccumulator(Math::max, 0);
  private final AtomicInteger queued = new AtomicInteger();
  private volatile @Nullable LiveSession session;
  private volatile @Nullable Last last;

  /**
   * The last reply.
   *
   * @param cxid of the last that had one; pings have none
   */
  private record Last(OpCode code, int cxid, long zxid, long latencyMs, long atMs) {}

  ConnectionInfo(InetSocketAddress peer, long establishedMs) {
    this.peer = peer;
    this.establishedMs = establishedMs;
  }

  void received() {
    received.increment();
  }

  void sent() {
    sent.increment();
  }

  void session(LiveSession entered) {
    session = entered;
  }

  void requestBegun() {
    queued.incrementAndGet();
  }

  /**
   * @param nowMs monotonic
   */
  void requestEnded(OpCode code, int xid, long zxid, long latencyMs, long nowMs) {
    queued.decrementAndGet();
    sent.increment();
    answered.increment();
    latencySumMs.add(latencyMs);
    minLatencyMs.accumulate(latencyMs);
    maxLatencyMs.accumulate(latencyMs);
    Last before = last;
    int cxid = xid >= 0 || before == null ? Math.max(-1, xid) : before.cxid;
    last = new Last(code, cxid, zxid, latencyMs, nowMs);
  }

  void reset() {
    received.reset();
    sent.reset();
    answered.reset();
    latencySumMs.reset();
    minLatencyMs.reset();
    maxLatencyMs.reset();
    last = null;
  }

  /**
   * @param sessionlessMs how long a connection may stay without a session
   * @param monotonicMs now, for when the session expires
   * @param wallMs the same moment
   */
  ConnectionView view(int sessionlessMs, long monotonicMs, long wallMs) {
    LiveSession current = session;
    long expiresMs =
        current == null
            ? establishedMs + sessionlessMs
            : wallMs + Math.max(0, current.expiresAtMs() - monotonicMs);
    return new ConnectionView(
        peer,
        current == null ? 0 : 1,
        queued.get(),
        received.sum(),
        sent.sum(),
        establishedMs,
        expiresMs,
        current == null ? null : sessionView(current));
  }

  private ConnectionView.SessionView sessionView(LiveSession current) {
    Last reply = last;
    long count = answered.sum();
    long least = minLatencyMs.get();
    return new ConnectionView.SessionView(
        current.id(),
        current.timeoutMs(),
        reply == null ? "NA" : reply.code.lastOperation(),
        reply == null ? -1 : reply.cxid,
        reply == null ? -1 : reply.zxid,
        reply == null ? 0 : reply.atMs,
        reply == null ? 0 : reply.latencyMs,
        least == Long.MAX_VALUE ? 0 : least,
        count == 0 ? 0 : latencySumMs.sum() / count,
        maxLatencyMs.get());
  }
}
