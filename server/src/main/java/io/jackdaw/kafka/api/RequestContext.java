package io.jackdaw.kafka.api;

import io.jackdaw.time.EventLoop;
import java.net.InetAddress;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * What a handler may know of the request beside its body.
 *
 * @param clientId as the client calls itself; empty when it does not
 * @param listener name of the listener it came in on, such as {@code PLAINTEXT}
 * @param connectionId unique in this process
 * @param user who the client has proved to be, without Kafka's {@code User:}; {@code ANONYMOUS} if
 *     it need not
 * @param eventLoop the connection's loop, for timers
 * @param connectionEnd ends what only this connection waits for
 * @param peer what is known of the program that connected
 */
public record RequestContext(
    ApiKeys key,
    short version,
    int correlationId,
    String clientId,
    String listener,
    InetAddress clientAddress,
    long connectionId,
    String user,
    EventLoop eventLoop,
    ConnectionEnd connectionEnd,
    Peer peer) {
  /** Who has not said, on a listener that does not ask. */
  public static final String ANONYMOUS = "ANONYMOUS";

  /** Of a client that has said neither who nor what it is. */
  public RequestContext(
      ApiKeys key,
      short version,
      int correlationId,
      String clientId,
      String listener,
      InetAddress clientAddress,
      long connectionId,
      EventLoop eventLoop,
      ConnectionEnd connectionEnd) {
    this(
        key,
        version,
        correlationId,
        clientId,
        listener,
        clientAddress,
        connectionId,
        ANONYMOUS,
        eventLoop,
        connectionEnd,
        new Peer(0));
  }
}
