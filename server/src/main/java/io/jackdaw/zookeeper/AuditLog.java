package io.jackdaw.zookeeper;

import io.jackdaw.zookeeper.acl.AuthScheme;
import io.jackdaw.zookeeper.op.AuditedChange;
import io.jackdaw.zookeeper.op.Command;
import io.jackdaw.zookeeper.op.Outcome;
import io.jackdaw.zookeeper.wire.AuthId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who changed what: a line for each change of the tree, in the format of Apache's server and to the
 * logger of the same name, so that its files and filters go on working. Any thread.
 */
final class AuditLog {
  private static final Logger LINES =
      LoggerFactory.getLogger("org.apache.zookeeper.audit.Slf4jAuditLogger");

  private final String server = ProcessHandle.current().info().user().orElse("<NA>");

  /** The server runs. */
  void started() {
    LINES.info("user={}\toperation=serverStart\tresult=success", server);
  }

  /** It is told to end. */
  void stopping() {
    LINES.info("user={}\toperation=serverStop\tresult=invoked", server);
  }

  /**
   * A client's command, done or refused.
   *
   * @param client its address
   */
  void applied(Command<?> command, Outcome outcome, InetSocketAddress client) {
    String user = users(command.ids());
    String address = client.getAddress().getHostAddress();
    for (AuditedChange change : AuditedChange.of(command, outcome)) {
      if (change.operation().equals(AuditedChange.SESSION_ENDED)) {
        line(command.sessionId(), server, null, change);
      } else {
        line(command.sessionId(), user, address, change);
      }
    }
  }

  /** The end of a session that this server has given up. */
  void expired(Command<?> command, Outcome outcome) {
    AuditedChange.of(command, outcome)
        .forEach(change -> line(command.sessionId(), server, null, change));
  }

  private static void line(
      long session, @Nullable String user, @Nullable String client, AuditedChange change) {
    StringBuilder line = new StringBuilder("session=0x").append(Long.toHexString(session));
    field(line, "user", user);
    field(line, "ip", client);
    field(line, "operation", change.operation());
    field(line, "znode", change.path());
    field(line, "znode_type", change.mode());
    field(line, "acl", change.acl());
    field(line, "result", change.done() ? "success" : "failure");
    if (change.done()) {
      LINES.info("{}", line);
    } else {
      LINES.error("{}", line);
    }
  }

  private static void field(StringBuilder line, String name, @Nullable String value) {
    if (value != null) {
      line.append('\t').append(name).append('=').append(value);
    }
  }

  private static @Nullable String users(List<AuthId> ids) {
    String users =
        ids.stream().map(AuditLog::user).filter(u -> !u.isBlank()).collect(Collectors.joining(","));
    return users.isEmpty() ? null : users;
  }

  private static String user(AuthId id) {
    AuthScheme scheme = AuthScheme.named(id.scheme());
    return scheme == null ? "" : scheme.userName(id.id());
  }
}
