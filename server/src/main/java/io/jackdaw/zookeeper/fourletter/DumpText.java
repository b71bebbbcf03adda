package io.jackdaw.zookeeper.fourletter;

import io.jackdaw.zookeeper.report.ConnectionView;
import io.jackdaw.zookeeper.report.ServerView;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code dump}: sessions and connections by when they expire, and ephemeral znodes. */
final class DumpText {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz yyyy", Locale.ENGLISH);

  private DumpText() {}

  private static String when(long atMs) {
    return DATE.format(Instant.ofEpochMilli(atMs).atZone(ZoneId.systemDefault()));
  }

  static String dump(ServerView server) {
    StringBuilder text = new StringBuilder("SessionTracker dump:\n");
    sessions(server, text);
    ephemerals(server, text);
    connections(server, text);
    return text.toString();
  }

  private static void sessions(ServerView server, StringBuilder text) {
    Map<Long, List<Long>> byExpiry = new TreeMap<>();
    Map<Long, Long> expiry = server.sessionExpiryMs();
    expiry.forEach(
        (session, atMs) -> byExpiry.computeIfAbsent(atMs, _ -> new ArrayList<>()).add(session));
    text.append("Session Sets (%d)/(%d):\n".formatted(byExpiry.size(), expiry.size()));
    byExpiry.forEach(
        (atMs, ids) -> {
          text.append("%d expire at %s:\n".formatted(ids.size(), when(atMs)));
          ids.forEach(id -> text.append("\t0x").append(Long.toHexString(id)).append('\n'));
        });
  }

  private static void ephemerals(ServerView server, StringBuilder text) {
    Map<Long, List<String>> ephemerals = server.ephemerals();
    text.append("ephemeral nodes dump:\n");
    text.append("Sessions with Ephemerals (%d):\n".formatted(ephemerals.size()));
    ephemerals.forEach(
        (session, paths) -> {
          text.append("0x").append(Long.toHexString(session)).append(":\n");
          paths.forEach(path -> text.append('\t').append(path).append('\n'));
        });
  }

  private static void connections(ServerView server, StringBuilder text) {
    Map<Long, List<ConnectionView>> byExpiry = new TreeMap<>();
    List<ConnectionView> connections = server.connections();
    for (ConnectionView each : connections) {
      byExpiry.computeIfAbsent(each.expiresMs(), _ -> new ArrayList<>()).add(each);
    }
    text.append("Connections dump:\n");
    text.append("Connections Sets (%d)/(%d):\n".formatted(byExpiry.size(), connections.size()));
    byExpiry.forEach(
        (atMs, expiring) -> {
          text.append("%d expire at %s:\n".formatted(expiring.size(), when(atMs)));
          for (ConnectionView each : expiring) {
            text.append("\tip: ").append(each.peer());
            text.append(" sessionId: 0x").append(Long.toHexString(each.sessionId())).append('\n');
          }
        });
  }
}
