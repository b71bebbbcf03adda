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
 * @param eventLoop the connection's loop, for timers
 * @param connectionEnd ends what only this connection waits for
 */
public record RequestContext(
    ApiKeys key,
    short version,
    int correlationId,
    String clientId,
    String listener,
    InetAddress clientAddress,
    long connectionId,
    EventLoop eventLoop,
    ConnectionEnd connectionEnd) {}
