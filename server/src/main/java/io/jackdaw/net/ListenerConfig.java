package io.jackdaw.net;

import java.net.InetSocketAddress;

/**
 * How one port is served.
 *
 * @param protocol a name for logs, such as {@code kafka}
 * @param address where to listen; port 0 picks a free one
 * @param maxFrameBytes a longer frame closes its connection
 * @param maxPendingReplies above this many unanswered requests a connection is not read
 * @param maxConnections further connections are closed at once; 0 means no limit
 * @param maxConnectionsPerAddress the same, for one peer address; 0 means no limit
 * @param idleCloseMs a connection silent for so long is closed; 0 means never
 * @param backlog connections that the kernel holds until they are accepted
 */
public record ListenerConfig(
    String protocol,
    InetSocketAddress address,
    int maxFrameBytes,
    int maxPendingReplies,
    int maxConnections,
    int maxConnectionsPerAddress,
    long idleCloseMs,
    int backlog) {
  private static final int BACKLOG = 1024;

  /** With the usual backlog. */
  public ListenerConfig(
      String protocol,
      InetSocketAddress address,
      int maxFrameBytes,
      int maxPendingReplies,
      int maxConnections,
      int maxConnectionsPerAddress,
      long idleCloseMs) {
    this(
        protocol,
        address,
        maxFrameBytes,
        maxPendingReplies,
        maxConnections,
        maxConnectionsPerAddress,
        idleCloseMs,
        BACKLOG);
  }

  /** The same with another backlog; 0 keeps the usual one. */
  public ListenerConfig withBacklog(int connections) {
    return new ListenerConfig(
        protocol,
        address,
        maxFrameBytes,
        maxPendingReplies,
        maxConnections,
        maxConnectionsPerAddress,
        idleCloseMs,
        connections == 0 ? BACKLOG : connections);
  }
}
