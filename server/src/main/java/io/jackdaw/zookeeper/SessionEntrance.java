package io.jackdaw.zookeeper;

import io.jackdaw.net.Connection;
import io.jackdaw.net.Connection.PendingReply;
import io.jackdaw.net.OutboundFrame;
import io.jackdaw.zookeeper.report.Count;
import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.session.SessionPassword;
import io.jackdaw.zookeeper.wire.ConnectRequest;
import io.jackdaw.zookeeper.wire.ConnectResponse;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.RequestHeader;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first request of a connection: how a client comes to its session.
 *
 * <pre>
 *   no server serves ─────▶ sent away, or shown what is known, if it is content with that
 *   without a session ────▶ one is opened: proposed, and the reply follows
 *   with a session ───────▶ of this server: goes on at once
 *                           of another, or with another timeout: moved here, proposed
 *                           of nobody: it has expired
 * </pre>
 *
 * <p>On the connection's event loop.
 */
final class SessionEntrance {
  private static final Logger LOG = LoggerFactory.getLogger(SessionEntrance.class);

  private final ServerContext server;
  private final Connection connection;
  private final ClientConnection client;

  SessionEntrance(ServerContext server, Connection connection, ClientConnection client) {
    this.server = server;
    this.connection = connection;
    this.client = client;
  }

  void connect(ConnectRequest request) {
    boolean serving = server.membership().isServing();
    if (!serving && !(server.membership().isReadOnly() && request.readOnly())) {
      sendAway();
      return;
    }
    server.stats().count(Count.CONNECTION_REQUEST_COUNT);
    if (!server.connectionThrottle().admits(request.sessionId() != 0, nowMs())) {
      server.stats().count(Count.CONNECTION_REJECTED);
      LOG.debug("Too many sessions at once client={}", connection.remoteAddress());
      sendAway();
      return;
    }
    long lastZxid = server.tree().lastZxid();
    if (request.lastZxidSeen() > lastZxid) {
      LOG.info(
          "Refusing a client that has seen more than this server: it must try another"
              + " session=0x{} client={} seen=0x{} zxid=0x{}",
          Long.toHexString(request.sessionId()),
          connection.remoteAddress(),
          Long.toHexString(request.lastZxidSeen()),
          Long.toHexString(lastZxid));
      sendAway();
      return;
    }
    int timeoutMs = server.clampTimeoutMs(request.timeoutMs());
    if (!serving) {
      show(request, timeoutMs);
    } else if (request.sessionId() == 0) {
      open(timeoutMs, request.readOnlyKnown());
    } else {
      resume(request, timeoutMs);
    }
  }

  private void sendAway() {
    client.ignore();
    connection.close();
  }

  /** Lets a client see what is known here, under its session, or one that ends with it. */
  private void show(ConnectRequest request, int timeoutMs) {
    boolean isNew = request.sessionId() == 0;
    LiveSession shown =
        isNew ? server.sessions().create(timeoutMs) : server.sessions().get(request.sessionId());
    if (shown == null
        || !(isNew || SessionPassword.opens(request.password(), request.sessionId()))) {
      sendAway();
      return;
    }
    client.show(shown, isNew);
    connection
        .expectReply()
        .complete(
            new ConnectResponse(timeoutMs, shown.id(), SessionPassword.of(shown.id()), true)
                .toFrame(request.readOnlyKnown()));
  }

  private void open(int timeoutMs, boolean readOnlyKnown) {
    LiveSession opened = server.sessions().create(timeoutMs);
    client.enter(opened);
    client.propose(
        opened,
        server.createSession(),
        new RequestHeader(0, OpCode.CREATE_SESSION.code()),
        body(timeoutMs),
        null,
        (zxid, outcome) -> connected(opened, readOnlyKnown));
  }

  private void resume(ConnectRequest request, int timeoutMs) {
    server.stats().count(Count.CONNECTION_REVALIDATE_COUNT);
    LiveSession resumed = server.sessions().get(request.sessionId());
    boolean opens = SessionPassword.opens(request.password(), request.sessionId());
    if (!opens) {
      LOG.warn(
          "Wrong password for a session session=0x{} client={}",
          Long.toHexString(request.sessionId()),
          connection.remoteAddress());
    }
    PendingReply reply = connection.expectReply();
    if (opens && resumed == null && server.membership().isShared()) {
      // It may have been opened elsewhere a moment ago: the move will tell.
      resumed = server.sessions().adopt(request.sessionId(), timeoutMs);
    }
    if (!opens || resumed == null || resumed.isClosing()) {
      client.ignore();
      reply.complete(ConnectResponse.EXPIRED.toFrame(request.readOnlyKnown()));
      connection.closeAfterFlush();
      return;
    }
    resumed.renew(timeoutMs, nowMs());
    client.enter(resumed);
    if (server.isHome(resumed.id(), timeoutMs)) {
      reply.complete(connected(resumed, request.readOnlyKnown()));
    } else {
      move(resumed, reply, timeoutMs, request.readOnlyKnown());
    }
  }

  /**
   * Brings a session here that lived on another server, or on nobody knows which, or tells the
   * others of its new timeout.
   */
  private void move(LiveSession moved, PendingReply reply, int timeoutMs, boolean readOnlyKnown) {
    client.info().requestBegun();
    client.propose(
        moved,
        server.moveSession(),
        new RequestHeader(0, OpCode.MOVE_SESSION.code()),
        body(timeoutMs),
        reply,
        (zxid, outcome) ->
            outcome.error() == ErrorCode.OK
                ? connected(moved, readOnlyKnown)
                : ConnectResponse.EXPIRED.toFrame(readOnlyKnown));
    ClientConnection.inOrder(
        moved,
        () -> {
          if (server.sessionTable().get(moved.id()) == null) {
            server.sessions().remove(moved.id());
            connection.closeAfterFlush();
          }
        });
  }

  private static ByteBuffer body(int timeoutMs) {
    return new JuteWriter().writeInt(timeoutMs).written();
  }

  private static OutboundFrame connected(LiveSession session, boolean readOnlyKnown) {
    return new ConnectResponse(
            session.timeoutMs(), session.id(), SessionPassword.of(session.id()), false)
        .toFrame(readOnlyKnown);
  }

  private long nowMs() {
    return server.clock().monotonicMs();
  }
}
