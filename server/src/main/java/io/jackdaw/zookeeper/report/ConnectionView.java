package io.jackdaw.zookeeper.report;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection at one moment.
 *
 * @param interestOps 1 where requests are read, 0 where they are not
 * @param establishedMs wall time
 * @param expiresMs wall time at which it ends unless it is heard from
 * @param session what is known once a session is on it
 */
public record ConnectionView(
    InetSocketAddress peer,
    int interestOps,
    int queued,
    long received,
    long sent,
    long establishedMs,
    long expiresMs,
    @Nullable SessionView session) {

  /**
   * The session on a connection.
   *
   * @param lastOperation {@code NA} before the first reply
   * @param lastCxid -1 before the first
   * @param lastZxid -1 before the first
   * @param lastResponseMs monotonic; 0 before the first
   */
  public record SessionView(
      long id,
      int timeoutMs,
      String lastOperation,
      long lastCxid,
      long lastZxid,
      long lastResponseMs,
      long lastLatencyMs,
      long minLatencyMs,
      long averageLatencyMs,
      long maxLatencyMs) {}

  public long sessionId() {
    SessionView on = session;
    return on == null ? 0 : on.id();
  }
}
