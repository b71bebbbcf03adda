package io.jackdaw.zookeeper;

import io.jackdaw.net.Connection;
import io.jackdaw.zookeeper.op.Outcome;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import javax.security.sasl.SaslException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests by which a client proves who it is, {@code auth} and {@code sasl}. They are answered
 * ahead of the order of replies, as in ZooKeeper: clients know the answers by their xid. On the
 * connection's event loop.
 */
final class LoginRequests {
  private static final Logger LOG = LoggerFactory.getLogger(LoginRequests.class);

  private final ServerContext server;
  private final Connection connection;
  private final ClientConnection client;
  private final Authentication authentication;

  LoginRequests(
      ServerContext server,
      Connection connection,
      ClientConnection client,
      Authentication authentication) {
    this.server = server;
    this.connection = connection;
    this.client = client;
    this.authentication = authentication;
  }

  /** Takes what one scheme says of the client. */
  void add(int xid, JuteReader reader) {
    if (authentication.add(reader)) {
      connection.push(Replies.error(xid, 0, ErrorCode.OK));
      return;
    }
    server.stats().authFailed();
    LOG.warn("Authentication failed client={}", connection.remoteAddress());
    client.hangUp(Replies.error(xid, 0, ErrorCode.AUTH_FAILED));
  }

  /** Takes a step of a SASL login. */
  void step(int xid, JuteReader reader) {
    byte[] token = reader.readBuffer();
    byte[] answer;
    try {
      answer = authentication.login(token == null ? new byte[0] : token);
    } catch (SaslException | IllegalArgumentException failed) {
      server.stats().authFailed();
      LOG.warn("SASL login failed client={}: {}", connection.remoteAddress(), failed.getMessage());
      if (server.security().requiresSasl()) {
        client.hangUp(Replies.loginError(xid, ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH));
        return;
      }
      if (!server.security().keepsFailedSasl()) {
        client.hangUp(Replies.loginError(xid, ErrorCode.AUTH_FAILED));
        return;
      }
      answer = null;
    }
    byte[] said = answer;
    // A null token: nothing more to say, or no SASL here, on which the client gives up.
    connection.push(
        Replies.of(xid, 0, Outcome.done(OpCode.SASL, writer -> writer.writeBuffer(said))));
  }
}
