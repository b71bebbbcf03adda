package io.jackdaw.zookeeper.fourletter;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code conf}, {@code dirs}, {@code dump} and {@code envi}. */
final class ServerText {
  private static final List<String> ENVIRONMENT =
      List.of(
          "java.version",
          "java.vendor",
          "java.home",
          "java.class.path",
          "java.library.path",
          "java.io.tmpdir",
          "os.name",
          "os.arch",
          "os.version",
          "user.name",
          "user.home",
          "user.dir");

  private ServerText() {}

  static String conf(ServerView server) {
    StringBuilder text = new StringBuilder();
    server
        .configuration()
        .forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString();
  }

  static String dirs(ServerView server) {
    return "datadir_size: %d\nlogdir_size: %d\n"
        .formatted(server.dataDirBytes(), server.logDirBytes());
  }

  static String dump(ServerView server) {
    Map<Long, List<Long>> byExpiry = new TreeMap<>();
    server
        .sessionExpiryMs()
        .forEach(
            (session, inMs) -> byExpiry.computeIfAbsent(inMs, k -> new ArrayList<>()).add(session));
    int sessions = byExpiry.values().stream().mapToInt(List::size).sum();
    StringBuilder text = new StringBuilder("SessionTracker dump:\n");
    text.append("Session Sets (%d)/(%d):\n".formatted(byExpiry.size(), sessions));
    byExpiry.forEach(
        (inMs, ids) -> {
          text.append("%d expire in %d ms:\n".formatted(ids.size(), inMs));
          ids.forEach(id -> text.append("\t0x").append(Long.toHexString(id)).append('\n'));
        });
    Map<Long, List<String>> ephemerals = server.ephemerals();
    text.append("ephemeral nodes dump:\n");
    text.append("Sessions with Ephemerals (%d):\n".formatted(ephemerals.size()));
    ephemerals.forEach(
        (session, paths) -> {
          text.append("0x").append(Long.toHexString(session)).append(":\n");
          paths.forEach(path -> text.append('\t').append(path).append('\n'));
        });
    text.append("Connections dump:\n");
    server.connections(true).forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  static String envi(ServerView server) {
    StringBuilder text = new StringBuilder("Environment:\n");
    text.append("zookeeper.version=").append(server.version()).append('\n');
    Map<String, String> system = ManagementFactory.getRuntimeMXBean().getSystemProperties();
    for (String key : ENVIRONMENT) {
      text.append(key).append('=').append(system.getOrDefault(key, "<NA>")).append('\n');
    }
    Runtime runtime = Runtime.getRuntime();
    text.append("os.memory.free=").append(mib(runtime.freeMemory()));
    text.append("os.memory.max=").append(mib(runtime.maxMemory()));
    text.append("os.memory.total=").append(mib(runtime.totalMemory()));
    return text.toString();
  }

  private static String mib(long bytes) {
    return bytes / (1024 * 1024) + "MB\n";
  }
}
