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
 * @param sockets what the kernel keeps
 */
public record ListenerConfig(
    String protocol,
    InetSocketAddress address,
    int maxFrameBytes,
    int maxPendingReplies,
    int maxConnections,
    int maxConnectionsPerAddress,
    long idleCloseMs,
    SocketSizes sockets) {

  /** With the usual sockets. */
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
        SocketSizes.USUAL);
  }

  /** The same with other sockets. */
  public ListenerConfig with(SocketSizes sizes) {
    return new ListenerConfig(
        protocol,
        address,
        maxFrameBytes,
        maxPendingReplies,
        maxConnections,
        maxConnectionsPerAddress,
        idleCloseMs,
        sizes);
  }
}
