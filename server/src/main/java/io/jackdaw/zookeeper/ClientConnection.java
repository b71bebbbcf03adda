package io.jackdaw.zookeeper;

import io.jackdaw.net.Connection;
import io.jackdaw.net.Connection.PendingReply;
import io.jackdaw.net.ConnectionHandler;
import io.jackdaw.net.MalformedFrameException;
import io.jackdaw.net.OutboundFrame;
import io.jackdaw.time.EventLoop;
import io.jackdaw.zookeeper.acl.Credentials;
import io.jackdaw.zookeeper.ensemble.Membership;
import io.jackdaw.zookeeper.ensemble.Reconfiguration;
import io.jackdaw.zookeeper.op.Command;
import io.jackdaw.zookeeper.op.Operation;
import io.jackdaw.zookeeper.op.Outcome;
import io.jackdaw.zookeeper.op.ReadOperation;
import io.jackdaw.zookeeper.op.WriteOperation;
import io.jackdaw.zookeeper.report.Count;
import io.jackdaw.zookeeper.report.Measure;
import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.session.SessionOwner;
import io.jackdaw.zookeeper.session.Turn;
import io.jackdaw.zookeeper.watch.Notification;
import io.jackdaw.zookeeper.watch.Watcher;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.AuthId;
import io.jackdaw.zookeeper.wire.ConnectRequest;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.RequestHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: reads requests, keeps their order, and sends what comes of them.
 *
 * <pre>
 *   frame → write: propose ────────────────→ applied → reply, then what waited for it
 *         → read: behind a pending write of the session: waits for it, runs on the apply thread
 *                 otherwise: runs at once, on the event loop
 * </pre>
 *
 * <p>So a read sees the tree exactly as the session's earlier writes left it, and later only by
 * what others did. Fields belong to the event loop unless they are volatile.
 */
final class ClientConnection implements ConnectionHandler, Watcher, SessionOwner {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  /** The xid of every reply to a ping, whatever the request's was. */
  private static final int PING_XID = -2;

  private final ServerContext server;
  private final Connection connection;
  private final NotificationGate gate;
  private final ConnectionInfo info;
  private final Authentication authentication;
  private final LoginRequests logins;
  private final EventLoop.Timeout sessionless;

  private volatile @Nullable LiveSession session;
  private volatile boolean gone;
  private boolean ignoring;

  /** This server knows no leader, and nothing can be written. */
  private boolean readOnly;

  /** So its session is known here only, and as long as this connection. */
  private boolean passing;

  private RequestThrottle.@Nullable Leave leave;
  private volatile boolean paused;

  ClientConnection(ServerContext server, Connection connection) {
    this.server = server;
    this.connection = connection;
    this.gate = new NotificationGate(connection);
    this.info = new ConnectionInfo(connection.remoteAddress(), server.clock().wallMs());
    this.authentication = new Authentication(server, connection.remoteAddress());
    this.logins = new LoginRequests(server, connection, this, authentication);
    server.connections().add(this);
    this.sessionless =
        connection.eventLoop().schedule(server.config().sessionlessMs(), this::closeWithoutSession);
  }

  private void closeWithoutSession() {
    if (session == null && !gone) {
      server.stats().count(Count.SESSIONLESS_CONNECTIONS_EXPIRED);
      LOG.info("Closing a connection that opens no session client={}", connection.remoteAddress());
      connection.close();
    }
  }

  ConnectionInfo info() {
    return info;
  }

  // ---- in ------------------------------------------------------------------------------------

  @Override
  public boolean takesPrefix(int firstFourBytes, ByteBuffer more) {
    String text = server.fourLetterWords().answer(firstFourBytes, more);
    if (text == null) {
      return false;
    }
    server.connections().remove(this);
    connection.sendRaw(text.getBytes(StandardCharsets.UTF_8));
    connection.closeAfterFlush();
    return true;
  }

  @Override
  public void frame(ByteBuffer frame) {
    if (gone || ignoring) {
      server.stats().count(Count.STALE_REQUESTS);
      server.stats().count(Count.STALE_REQUESTS_DROPPED);
      return;
    }
    server.stats().received(frame.remaining());
    info.received();
    LiveSession current = session;
    JuteReader reader = new JuteReader(frame);
    if (current == null) {
      authentication.certificates(connection.peerCertificates());
      new SessionEntrance(server, connection, this).connect(ConnectRequest.read(reader));
    } else {
      RequestHeader header = RequestHeader.read(reader);
      if (!current.isClosing()) {
        current.touch(server.clock().monotonicMs());
        request(current, header, frame);
      }
    }
  }

  /** Whoever speaks here speaks for {@code entered} from now on. */
  void enter(LiveSession entered) {
    session = entered;
    sessionless.cancel();
    info.session(entered);
    entered.moveTo(this);
  }

  /**
   * Lets a client see what is known here while nothing can be written.
   *
   * @param isPassing whether the session is known here only, and as long as this connection
   */
  void show(LiveSession shown, boolean isPassing) {
    readOnly = true;
    passing = isPassing;
    enter(shown);
  }

  /** What else the client sends is passed over. */
  void ignore() {
    ignoring = true;
  }

  private void request(LiveSession current, RequestHeader header, ByteBuffer body) {
    if (header.opCode() == OpCode.AUTH.code()) {
      logins.add(header.xid(), new JuteReader(body));
      return;
    }
    if (header.opCode() == OpCode.SASL.code()) {
      logins.step(header.xid(), new JuteReader(body));
      return;
    }
    if (!authentication.suffices()) {
      LOG.warn(
          "Closing a connection that asks before it has proven who it is session=0x{} client={}",
          Long.toHexString(current.id()),
          connection.remoteAddress());
      hangUp(Replies.error(header.xid(), 0, ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH));
      return;
    }
    RequestThrottle throttle = server.requestThrottle();
    if (throttle == null) {
      perform(current, header, body);
    } else {
      admit(throttle, current, header, body);
    }
  }

  private long now() {
    return server.clock().monotonicMs();
  }

  /** Performs a request when fewer are under way; until then no further one is read. */
  private void admit(
      RequestThrottle throttle, LiveSession current, RequestHeader header, ByteBuffer body) {
    int bytes = body.remaining();
    if (throttle.isTooLarge(bytes)) {
      server.stats().count(Count.LARGE_REQUESTS_REJECTED);
      LOG.warn(
          "Closing a connection: large requests hold too much already client={} bytes={}",
          connection.remoteAddress(),
          bytes);
      ignoring = true;
      connection.close();
      return;
    }
    leave = throttle.tryEnter(bytes);
    if (leave != null) {
      perform(current, header, body);
      endUnusedLeave();
      return;
    }
    server.stats().count(Count.REQUEST_THROTTLE_WAIT_COUNT);
    long arrivedMs = now();
    ByteBuffer kept = ByteBuffer.allocate(bytes).put(body).flip();
    connection.pauseReading();
    throttle.await(
        bytes,
        given ->
            connection
                .eventLoop()
                .execute(
                    () -> {
                      connection.resumeReading();
                      leave = given;
                      if (!gone && !ignoring) {
                        performLate(throttle, current, header, kept, now() - arrivedMs);
                      }
                      endUnusedLeave();
                    }));
  }

  private void performLate(
      RequestThrottle throttle,
      LiveSession current,
      RequestHeader header,
      ByteBuffer body,
      long waitedMs) {
    boolean always =
        header.opCode() == OpCode.PING.code() || header.opCode() == OpCode.CLOSE_SESSION.code();
    server.stats().metrics().of(Measure.REQUEST_THROTTLE_QUEUE_TIME_MS).add(waitedMs);
    if (throttle.refuses(waitedMs) && !always) {
      server.stats().count(Count.THROTTLED_OPS);
      answerInOrder(current, header.xid(), Outcome.refused(ErrorCode.THROTTLED_OP));
    } else {
      perform(current, header, body);
    }
  }

  private void endUnusedLeave() {
    RequestThrottle.Leave unused = leave;
    leave = null;
    if (unused != null) {
      unused.giveBack();
    }
  }

  private void perform(LiveSession current, RequestHeader header, ByteBuffer body) {
    Operation<?> operation = server.operations().forClient(header.opCode());
    if (operation == null) {
      LOG.warn(
          "Closing a connection that asks for an unknown operation op={} session=0x{} client={}",
          header.opCode(),
          Long.toHexString(current.id()),
          connection.remoteAddress());
      ignoring = true;
      connection.push(Replies.error(header.xid(), -1, ErrorCode.UNIMPLEMENTED));
      connection.closeAfterFlush();
      return;
    }
    try {
      if (readOnly && operation.changesOrCatchesUp()) {
        refuseWrite(current, operation, header, body);
        return;
      }
      switch (operation) {
        case ReadOperation<?> read -> read(current, read, header, body);
        case WriteOperation<?> write -> write(current, write, header, body);
      }
    } catch (MalformedFrameException malformed) {
      LOG.warn(
          "Request body cannot be read op={} session=0x{} client={}: {}",
          operation.code(),
          Long.toHexString(current.id()),
          connection.remoteAddress(),
          malformed.getMessage());
      answerInOrder(current, header.xid(), Outcome.refused(ErrorCode.MARSHALLING_ERROR));
    }
  }

  private <Q> void refuseWrite(
      LiveSession current, Operation<Q> operation, RequestHeader header, ByteBuffer body) {
    operation.decode(new JuteReader(body));
    if (passing && operation.code() == OpCode.CLOSE_SESSION) {
      answerInOrder(current, header.xid(), Outcome.done(OpCode.CLOSE_SESSION));
      ignoring = true;
      connection.closeAfterFlush();
    } else {
      answerInOrder(current, header.xid(), Outcome.refused(ErrorCode.NOT_READONLY));
    }
  }

  /** The last that the client is told here. */
  void hangUp(OutboundFrame lastWord) {
    ignoring = true;
    connection.push(lastWord);
    connection.closeAfterFlush();
  }

  // ---- writes --------------------------------------------------------------------------------

  private void write(
      LiveSession current, WriteOperation<?> operation, RequestHeader header, ByteBuffer body) {
    if (operation.code() == OpCode.CLOSE_SESSION) {
      ignoring = true;
      current.beginClosing();
    }
    if (operation.code() == OpCode.RECONFIG) {
      new ReconfigRequest(server, connection, this, current, header)
          .begin(Reconfiguration.read(new JuteReader(body)), authentication.credentials());
      return;
    }
    propose(
        current,
        operation,
        header,
        body,
        null,
        (zxid, outcome) -> Replies.of(header.xid(), zxid, outcome));
    if (server.proposals().areTooMany() && !paused) {
      paused = true;
      server.stats().count(Count.REQUEST_THROTTLE_WAIT_COUNT);
      connection.pauseReading();
      server.proposals().whenRoom(this::resumeReading);
    }
  }

  private void resumeReading() {
    paused = false;
    connection.resumeReading();
  }

  /** Makes the reply of an applied command. */
  interface ReplyMaker {
    OutboundFrame make(long zxid, Outcome outcome);
  }

  /**
   * Proposes a command of the session's.
   *
   * @param expected what the reply is kept in; null for the next in order
   */
  <Q> void propose(
      LiveSession current,
      WriteOperation<Q> operation,
      RequestHeader header,
      ByteBuffer body,
      @Nullable PendingReply expected,
      ReplyMaker maker) {
    Command<Q> command =
        Command.of(
            operation,
            server.config().serverId(),
            current.id(),
            header.xid(),
            server.clock().wallMs(),
            server.rules(),
            authentication.credentials().ids(),
            body);
    PendingReply reply = expected == null ? expectReply() : expected;
    long receivedMs = server.clock().monotonicMs();
    ProposedCommand proposed =
        new ProposedCommand(command, body) {
          @Override
          void succeeded(long zxid, Outcome outcome) {
            AuditLog audit = server.audit();
            if (audit != null) {
              audit.applied(command, outcome, connection.remoteAddress());
            }
            OutboundFrame frame;
            try {
              frame = maker.make(zxid, outcome);
            } catch (OutOfMemoryError noRoom) {
              closeForWantOfMemory(noRoom);
              reply.skip();
              return;
            }
            send(reply, operation.code(), header.xid(), zxid, receivedMs, frame);
          }

          @Override
          void failed(Exception cause) {
            if (Proposals.isForWantOfSpace(cause)) {
              tryLater(current, operation.code(), header.xid(), reply, receivedMs);
              return;
            }
            LOG.warn(
                "Closing a connection whose write was not taken op={} session=0x{}: {}",
                operation.code(),
                Long.toHexString(current.id()),
                cause.getMessage());
            connection.close();
            reply.skip();
            if (operation.code() == OpCode.CREATE_SESSION) {
              server.sessions().remove(current.id());
            } else if (operation.code() == OpCode.CLOSE_SESSION) {
              current.resume();
            }
          }
        };
    current.lastTurn(proposed.turn());
    server.stats().count(Count.SYNC_PROCESSOR_REQUEST_QUEUED);
    server.proposals().propose(proposed);
  }

  /**
   * The disk is full. A session cannot be opened, and its client tries again; one that is to be
   * closed is closed when there is space; everything else was not done, and its client is told.
   */
  private void tryLater(
      LiveSession current, OpCode code, int xid, PendingReply reply, long receivedMs) {
    if (code == OpCode.CREATE_SESSION) {
      connection.close();
      server.sessions().remove(current.id());
      return;
    }
    server.stats().count(Count.THROTTLED_OPS);
    long zxid = server.tree().lastZxid();
    OutboundFrame refusal = Replies.error(xid, zxid, ErrorCode.THROTTLED_OP);
    send(reply, OpCode.ERROR, xid, zxid, receivedMs, refusal);
    if (code == OpCode.CLOSE_SESSION) {
      current.endSoon();
      current.resume();
      connection.closeAfterFlush();
    }
  }

  // ---- reads ---------------------------------------------------------------------------------

  private <Q> void read(
      LiveSession current, ReadOperation<Q> operation, RequestHeader header, ByteBuffer body) {
    Q request = operation.decode(new JuteReader(body));
    Credentials credentials = authentication.credentials();
    PendingReply reply = expectReply();
    long receivedMs = server.clock().monotonicMs();
    int xid = operation.code() == OpCode.PING ? PING_XID : header.xid();
    Runnable answer =
        () -> answer(current, operation, request, credentials, xid, reply, receivedMs);
    if (operation.catchesUp()) {
      catchUp(current, answer);
    } else {
      inOrder(current, answer);
    }
  }

  /** Runs a task behind all pending writes of the session. */
  static void inOrder(LiveSession current, Runnable task) {
    Turn before = current.lastTurn();
    if (before == null) {
      task.run();
    } else {
      before.afterwards(task);
    }
  }

  /** Runs a task behind everything proposed so far, and the session's later requests behind it. */
  private void catchUp(LiveSession current, Runnable task) {
    Turn mine = new Turn();
    Turn before = current.lastTurn();
    Membership.Present present = server.membership().present();
    current.lastTurn(mine);
    Runnable caughtUp =
        () -> {
          task.run();
          mine.pass();
        };
    Runnable afterBefore =
        () ->
            present.await(
                caughtUp,
                failure -> {
                  LOG.info(
                      "Closing a connection that cannot catch up client={}: {}",
                      connection.remoteAddress(),
                      failure.getMessage());
                  connection.close();
                  mine.pass();
                });
    if (before == null) {
      afterBefore.run();
    } else {
      before.afterwards(afterBefore);
    }
  }

  private <Q> void answer(
      LiveSession current,
      ReadOperation<Q> operation,
      Q request,
      Credentials credentials,
      int xid,
      PendingReply reply,
      long receivedMs) {
    if (gone) {
      reply.skip();
      return;
    }
    try {
      SeenState seen =
          server
              .tree()
              .reading(
                  () -> {
                    Outcome outcome =
                        operation.read(request, server.reading(this, current.id(), credentials));
                    gate.close();
                    return new SeenState(server.tree().lastZxid(), outcome);
                  });
      try {
        OutboundFrame frame = Replies.of(xid, seen.zxid, seen.outcome);
        seen.outcome.missedEvents().forEach(event -> countSent());
        send(reply, operation.code(), xid, seen.zxid, receivedMs, frame);
      } finally {
        gate.open();
      }
    } catch (RuntimeException bug) {
      // Caught here: this may be the apply thread, which must not die of a read.
      LOG.error("Closing a connection whose read failed op={}", operation.code(), bug);
      connection.close();
      reply.skip();
    } catch (OutOfMemoryError noRoom) {
      closeForWantOfMemory(noRoom);
      reply.skip();
    }
  }

  /** Direct memory is short, of which replies are made; the apply thread must not die of that. */
  private void closeForWantOfMemory(OutOfMemoryError noRoom) {
    LOG.warn("Closing a connection client={}: {}", connection.remoteAddress(), noRoom.getMessage());
    gone = true;
    connection.close();
  }

  private record SeenState(long zxid, Outcome outcome) {}

  // ---- out -----------------------------------------------------------------------------------

  private PendingReply expectReply() {
    info.requestBegun();
    PendingReply reply = connection.expectReply();
    RequestThrottle.Leave used = leave;
    leave = null;
    return used == null ? reply : used.until(reply);
  }

  /** Answers behind all that the session has asked before. */
  void answerInOrder(LiveSession current, int xid, Outcome outcome) {
    PendingReply reply = expectReply();
    long receivedMs = server.clock().monotonicMs();
    inOrder(
        current,
        () -> {
          long zxid = server.tree().lastZxid();
          send(reply, OpCode.ERROR, xid, zxid, receivedMs, Replies.of(xid, zxid, outcome));
        });
  }

  private void send(
      PendingReply reply, OpCode code, int xid, long zxid, long receivedMs, OutboundFrame frame) {
    if (gone) {
      server.stats().count(Count.STALE_REPLIES);
    }
    long nowMs = server.clock().monotonicMs();
    long latencyMs = nowMs - receivedMs;
    server.stats().sent();
    server.stats().answered(code, latencyMs, frame.sizeBytes());
    info.requestEnded(code, xid, zxid, latencyMs, nowMs);
    // last: who has read a reply finds it counted
    reply.complete(frame);
  }

  @Override
  public void notify(Notification notification) {
    countSent();
    try {
      OutboundFrame frame = notification.frame();
      server.stats().metrics().of(Count.WATCH_BYTES).add(frame.sizeBytes());
      gate.send(frame);
    } catch (OutOfMemoryError noRoom) {
      closeForWantOfMemory(noRoom);
    }
  }

  private void countSent() {
    server.stats().sent();
    info.sent();
  }

  @Override
  public boolean mayRead(List<Acl> acl) {
    return authentication.credentials().permit(acl, Acl.READ);
  }

  @Override
  public boolean isGone() {
    return gone;
  }

  @Override
  public long sessionId() {
    LiveSession current = session;
    return current == null ? 0 : current.id();
  }

  List<AuthId> ids() {
    return authentication.credentials().ids();
  }

  // ---- end -----------------------------------------------------------------------------------

  /** Sends the client away; its session lives on. */
  void disconnect() {
    connection.close();
  }

  @Override
  public void sessionMoved() {
    gone = true;
    connection.close();
  }

  @Override
  public void sessionClosed() {
    connection.closeAfterFlush();
  }

  @Override
  public void closed() {
    gone = true;
    sessionless.cancel();
    if (server.connections().remove(this)) {
      server.stats().count(Count.CONNECTION_DROP_COUNT);
    }
    server.watches().removeAll(this);
    LiveSession current = session;
    if (current != null) {
      current.leave(this);
      if (passing) {
        server.sessions().remove(current.id());
      }
    }
  }
}
