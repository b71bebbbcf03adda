package io.jackdaw.zookeeper.admin;

import io.jackdaw.net.http.HttpCall;
import io.jackdaw.net.http.HttpPort;
import io.jackdaw.security.TlsFiles;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.report.ServerMetrics;
import io.jackdaw.zookeeper.report.ServerView;
import java.io.IOException;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ZooKeeper's commands over HTTP, answered in JSON. Any thread. Source: JettyAdminServer. */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final String SNAPSHOT = "snapshot";
  private static final String RESTORE = "restore";
  private static final String JSON = "application/json";
  private static final String HTML = "text/html;charset=utf-8";

  private final AdminConfig.Commands config;
  private final ServerView server;
  private final SnapshotCommands snapshots;
  private final AdminCommands commands;
  private final HttpPort port;

  private AdminServer(AdminConfig.Commands config, ServerView server, SnapshotCommands snapshots) {
    this.config = config;
    this.server = server;
    this.snapshots = snapshots;
    this.commands = new AdminCommands(config.zooCfg());
    TlsFiles tls = config.tls();
    this.port =
        HttpPort.bind(
            "AdminServer", config.address(), tls == null ? null : tls.load(), this::answer);
    LOG.info(
        "AdminServer is ready port={} path={} https={}", port.port(), config.path(), tls != null);
  }

  /**
   * Binds and answers from now on.
   *
   * @throws io.jackdaw.disk.StorageException when the port cannot be had
   * @throws IllegalArgumentException when the keys for HTTPS cannot be used
   */
  public static AdminServer start(
      AdminConfig.Commands config,
      ServerView server,
      Privileged privileged,
      ServerMetrics metrics,
      Clock clock) {
    SnapshotCommands snapshots =
        new SnapshotCommands(config, privileged, metrics, clock::monotonicMs);
    return new AdminServer(config, server, snapshots);
  }

  /** The port in use, also when it was picked. */
  public int port() {
    return port.port();
  }

  private void answer(HttpCall call) throws IOException {
    String path = call.path();
    if (!path.equals(config.path()) && !path.startsWith(config.path() + "/")) {
      call.reply(404, HTML, "Not found: the commands are under " + config.path() + "\n");
      return;
    }
    String name = path.substring(Math.min(path.length(), config.path().length() + 1));
    switch (call.method()) {
      case "GET", "HEAD" -> get(call, name);
      case "POST" -> post(call, name);
      default -> call.reply(405, HTML, "Method not allowed\n");
    }
  }

  private void get(HttpCall call, String name) throws IOException {
    if (name.isEmpty()) {
      links(call);
      return;
    }
    if (isSnapshot(name)) {
      snapshots.snapshot(call, SNAPSHOT);
      return;
    }
    AdminCommand command = commands.named(name);
    if (isRestore(name)) {
      notAllowed(call, RESTORE, "POST");
      return;
    }
    if (command == null) {
      unknown(call, name);
      return;
    }
    reply(call, command.name(), command.body().run(server, call.parameters()));
  }

  private static boolean isSnapshot(String name) {
    return name.equals(SNAPSHOT) || name.equals("snap");
  }

  private static boolean isRestore(String name) {
    return name.equals(RESTORE) || name.equals("rest");
  }

  private static void notAllowed(HttpCall call, String name, String method) throws IOException {
    if (call.header("Authorization") == null) {
      reply(call, name, AdminReply.error(401, "Auth info is missing for the command"));
    } else {
      reply(call, name, AdminReply.error(405, "This command is asked for with " + method));
    }
  }

  private void post(HttpCall call, String name) throws IOException {
    AdminCommand command = commands.named(name);
    if (name.isEmpty()) {
      links(call);
    } else if (isRestore(name)) {
      snapshots.restore(call, RESTORE);
    } else if (command == null) {
      unknown(call, name);
    } else {
      reply(call, command.name(), AdminReply.error(405, "This command is asked for with GET"));
    }
  }

  private void links(HttpCall call) throws IOException {
    StringBuilder page = new StringBuilder();
    TreeSet<String> names = commands.names();
    names.add(SNAPSHOT);
    names.add(RESTORE);
    for (String name : names) {
      String link = config.path() + "/" + name;
      page.append("<a href=\"").append(link).append("\">").append(name).append("</a>\n<br/>\n");
    }
    call.reply(200, HTML, page.toString());
  }

  private static void unknown(HttpCall call, String name) throws IOException {
    reply(call, name, AdminReply.error(200, "Unknown command: " + name));
  }

  static void reply(HttpCall call, String name, AdminReply reply) throws IOException {
    call.reply(reply.status(), JSON, reply.json(name));
  }

  @Override
  public void close() {
    port.close();
  }
}
