package io.jackdaw.net;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

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
 * @param memory for frames that arrive in parts, shared with other ports; null for as much as they
 *     need
 */
public record ListenerConfig(
    String protocol,
    InetSocketAddress address,
    int maxFrameBytes,
    int maxPendingReplies,
    int maxConnections,
    int maxConnectionsPerAddress,
    long idleCloseMs,
    SocketSizes sockets,
    @Nullable RequestMemory memory) {

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
        SocketSizes.USUAL,
        null);
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
        sizes,
        memory);
  }

  /** The same within what several ports may hold together. */
  public ListenerConfig within(@Nullable RequestMemory bound) {
    return new ListenerConfig(
        protocol,
        address,
        maxFrameBytes,
        maxPendingReplies,
        maxConnections,
        maxConnectionsPerAddress,
        idleCloseMs,
        sockets,
        bound);
  }
}
