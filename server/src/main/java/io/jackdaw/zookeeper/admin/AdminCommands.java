package io.jackdaw.zookeeper.admin;

import io.jackdaw.zookeeper.admin.AdminCommand.Body;
import io.jackdaw.zookeeper.report.Environment;
import io.jackdaw.zookeeper.report.Monitored;
import io.jackdaw.zookeeper.report.ServerView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The commands by their names. Immutable; any thread. Source: ZooKeeper Administrator's Guide, "The
 * AdminServer", and Commands.
 */
final class AdminCommands {
  private final Map<String, AdminCommand> commands = new LinkedHashMap<>();

  AdminCommands(Map<String, String> zooCfg) {
    add(AdminCommands::resetConnections, "connection_stat_reset", "crst");
    add((server, _) -> AdminReply.ok(configuration(server)), "configuration", "conf", "config");
    add((server, _) -> AdminReply.ok(Connections.full(server)), "connections", "cons");
    add((_, _) -> AdminReply.ok(Map.of("digests", List.of())), "hash");
    add((server, _) -> AdminReply.ok(dirs(server)), "dirs");
    add((server, _) -> AdminReply.ok(dump(server)), "dump");
    add(
        (server, _) -> AdminReply.ok(strings(Environment.of(server))),
        "environment",
        "env",
        "envi");
    add((server, _) -> traceMask(server.traceMask()), "get_trace_mask", "gtmk");
    add(
        (_, _) -> AdminReply.ok(Map.of("initial_configuration", InitialConfiguration.of(zooCfg))),
        "initial_configuration",
        "icfg");
    add(
        (server, _) -> AdminReply.ok(Map.of("read_only", server.isReadOnly())),
        "is_read_only",
        "isro");
    add((server, _) -> AdminReply.ok(lastSnapshot(server)), "last_snapshot", "lsnp");
    add((server, _) -> AdminReply.ok(QuorumJson.leader(server)), "leader", "lead");
    add((server, _) -> AdminReply.ok(monitor(server)), "monitor", "mntr");
    add((_, _) -> AdminReply.empty(), "observer_connection_stat_reset", "orst");
    add((_, _) -> AdminReply.empty(), "ruok");
    add(AdminCommands::setTraceMask, "set_trace_mask", "stmk");
    add((server, _) -> AdminReply.ok(ServerStatistics.of(server)), "server_stats", "srvr");
    add((server, _) -> AdminReply.ok(stats(server)), "stats", "stat");
    add(AdminCommands::resetStats, "stat_reset", "srst");
    add((server, _) -> AdminReply.ok(QuorumJson.observers(server)), "observers", "obsr");
    add((_, _) -> AdminReply.ok(systemProperties()), "system_properties", "sysp");
    add((server, _) -> AdminReply.ok(QuorumJson.votingView(server)), "voting_view");
    add((server, _) -> AdminReply.ok(WatchesJson.bySession(server)), "watches", "wchc");
    add((server, _) -> AdminReply.ok(WatchesJson.byPath(server)), "watches_by_path", "wchp");
    add((server, _) -> AdminReply.ok(WatchesJson.summary(server)), "watch_summary", "wchs");
    add((server, _) -> AdminReply.ok(QuorumJson.zabState(server)), "zabstate");
  }

  private void add(Body body, String... names) {
    AdminCommand command = new AdminCommand(List.of(names), body);
    for (String name : names) {
      commands.put(name, command);
    }
  }

  /** The command with one of its names, or null. */
  @Nullable AdminCommand named(String name) {
    return commands.get(name);
  }

  /** The first name of each, sorted. */
  TreeSet<String> names() {
    TreeSet<String> names = new TreeSet<>();
    commands.values().forEach(command -> names.add(command.name()));
    return names;
  }

  private static AdminReply resetConnections(ServerView server, Map<String, String> parameters) {
    server.resetConnectionStats();
    return AdminReply.empty();
  }

  private static AdminReply resetStats(ServerView server, Map<String, String> parameters) {
    server.resetStats();
    return AdminReply.empty();
  }

  private static AdminReply traceMask(long mask) {
    return AdminReply.ok(Map.of("tracemask", mask));
  }

  private static AdminReply setTraceMask(ServerView server, Map<String, String> parameters) {
    String wanted = parameters.get("traceMask");
    if (wanted == null) {
      return AdminReply.ok(Map.of("error", "setTraceMask requires long traceMask argument"));
    }
    try {
      server.traceMask(Long.parseLong(wanted));
      return traceMask(server.traceMask());
    } catch (NumberFormatException notANumber) {
      return AdminReply.ok(
          Map.of("error", "setTraceMask requires long traceMask argument, got " + wanted));
    }
  }

  private static Map<String, Object> configuration(ServerView server) {
    ServerView.Configuration with = server.configuration();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("client_port", with.clientPort());
    keys.put("data_dir", with.dataDir());
    keys.put("data_log_dir", with.dataLogDir());
    keys.put("tick_time", with.tickTimeMs());
    keys.put("max_client_cnxns", with.maxClientCnxns());
    keys.put("min_session_timeout", with.minSessionTimeoutMs());
    keys.put("max_session_timeout", with.maxSessionTimeoutMs());
    keys.put("server_id", with.serverId());
    keys.put("client_port_listen_backlog", with.listenBacklog());
    return keys;
  }

  private static Map<String, Object> dirs(ServerView server) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("datadir_size", server.dataDirBytes());
    keys.put("logdir_size", server.logDirBytes());
    return keys;
  }

  private static Map<String, Object> dump(ServerView server) {
    Map<Long, List<Long>> byExpiry = new TreeMap<>();
    server
        .sessionExpiryMs()
        .forEach(
            (session, atMs) -> byExpiry.computeIfAbsent(atMs, _ -> new ArrayList<>()).add(session));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("expiry_time_to_session_ids", byExpiry);
    keys.put("session_id_to_ephemeral_paths", new TreeMap<>(server.ephemerals()));
    return keys;
  }

  private static Map<String, Object> lastSnapshot(ServerView server) {
    ServerView.SnapshotView last = server.lastSnapshot();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("zxid", Long.toHexString(last.zxid()));
    keys.put("timestamp", last.atMs() < 0 ? -1 : last.atMs() / 1000);
    return keys;
  }

  private static Map<String, Object> monitor(ServerView server) {
    Map<String, Object> keys = new LinkedHashMap<>();
    Monitored.forEach(server, keys::put);
    return keys;
  }

  private static Map<String, Object> stats(ServerView server) {
    Map<String, Object> keys = ServerStatistics.of(server);
    keys.putAll(Connections.brief(server));
    return keys;
  }

  private static Map<String, Object> systemProperties() {
    Map<String, Object> sorted = new TreeMap<>();
    Environment.systemProperties()
        .forEach((key, value) -> sorted.put(key, InitialConfiguration.shown(key, value)));
    return sorted;
  }

  private static Map<String, Object> strings(Map<String, String> values) {
    return new LinkedHashMap<>(values);
  }
}
