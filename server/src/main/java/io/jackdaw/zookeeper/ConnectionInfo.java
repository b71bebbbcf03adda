package io.jackdaw.zookeeper;

import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.wire.OpCode;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What {@code cons} tells about a connection. Any thread; the values need not fit together. */
final class ConnectionInfo {
  private final InetSocketAddress peer;
  private final long establishedMs;
  private final ServerStats stats = new ServerStats();
  private final AtomicInteger queued = new AtomicInteger();
  private volatile @Nullable LiveSession session;
  private volatile @Nullable Last last;

  /** The last reply. */
  private record Last(OpCode code, int xid, long zxid, long latencyMs, long atMs) {}

  ConnectionInfo(InetSocketAddress peer, long establishedMs) {
    this.peer = peer;
    this.establishedMs = establishedMs;
  }

  ServerStats stats() {
    return stats;
  }

  void session(LiveSession entered) {
    session = entered;
  }

  void requestBegun() {
    queued.incrementAndGet();
  }

  void requestEnded(OpCode code, int xid, long zxid, long latencyMs, long bytes, long nowMs) {
    queued.decrementAndGet();
    stats.sent();
    stats.answered(latencyMs, bytes);
    last = new Last(code, xid, zxid, latencyMs, nowMs);
  }

  /** The connection in one line, without what {@code stat} leaves out. Source: ServerCnxn. */
  String brief() {
    return " %s[1](queued=%d,recved=%d,sent=%d)"
        .formatted(peer, queued.get(), stats.receivedCount(), stats.sentCount());
  }

  /** The connection in one line. */
  String full() {
    LiveSession current = session;
    Last reply = last;
    if (current == null) {
      return brief();
    }
    StringBuilder line = new StringBuilder(brief());
    line.setLength(line.length() - 1);
    line.append(",sid=0x").append(Long.toHexString(current.id()));
    line.append(",lop=").append(reply == null ? "NA" : reply.code.lastOperation());
    line.append(",est=").append(establishedMs);
    line.append(",to=").append(current.timeoutMs());
    if (reply != null && reply.xid >= 0) {
      line.append(",lcxid=0x").append(Integer.toHexString(reply.xid));
    }
    line.append(",lzxid=0x").append(Long.toHexString(reply == null ? -1 : reply.zxid));
    line.append(",lresp=").append(reply == null ? 0 : reply.atMs);
    line.append(",llat=").append(reply == null ? 0 : reply.latencyMs);
    line.append(",minlat=").append(stats.minLatencyMs());
    line.append(",avglat=").append(stats.averageLatencyMs());
    line.append(",maxlat=").append(stats.maxLatencyMs());
    return line.append(')').toString();
  }
}
