package io.jackdaw.zookeeper.admin;

import io.jackdaw.zookeeper.report.ConnectionView;
import io.jackdaw.zookeeper.report.ConnectionView.SessionView;
import io.jackdaw.zookeeper.report.ServerView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connections as JSON. Source: ServerCnxn.getConnectionInfo. */
final class Connections {
  private Connections() {}

  /** With everything that is known of their sessions. */
  static Map<String, Object> full(ServerView server) {
    return of(server, true);
  }

  /** Without. */
  static Map<String, Object> brief(ServerView server) {
    return of(server, false);
  }

  private static Map<String, Object> of(ServerView server, boolean sessions) {
    List<Map<String, Object>> connections = new ArrayList<>();
    for (ConnectionView each : server.connections()) {
      Map<String, Object> keys = connection(each);
      if (sessions) {
        addSession(each.establishedMs(), each.session(), keys);
      }
      connections.add(keys);
    }
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("connections", connections);
    both.put("secure_connections", List.of());
    return both;
  }

  private static Map<String, Object> connection(ConnectionView each) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put(
        "remote_socket_address",
        each.peer().getAddress().getHostAddress() + ":" + each.peer().getPort());
    keys.put("interest_ops", each.interestOps());
    keys.put("outstanding_requests", each.queued());
    keys.put("packets_received", each.received());
    keys.put("packets_sent", each.sent());
    return keys;
  }

  private static void addSession(
      long establishedMs, @Nullable SessionView session, Map<String, Object> keys) {
    keys.put("session_id", session == null ? 0L : session.id());
    keys.put("last_operation", session == null ? "NA" : session.lastOperation());
    keys.put("established", establishedMs);
    keys.put("session_timeout", session == null ? 0 : session.timeoutMs());
    keys.put("last_cxid", session == null ? -1L : session.lastCxid());
    keys.put("last_zxid", session == null ? -1L : session.lastZxid());
    keys.put("last_response_time", session == null ? 0L : session.lastResponseMs());
    keys.put("last_latency", session == null ? 0L : session.lastLatencyMs());
    keys.put("min_latency", session == null ? 0L : session.minLatencyMs());
    keys.put("avg_latency", session == null ? 0L : session.averageLatencyMs());
    keys.put("max_latency", session == null ? 0L : session.maxLatencyMs());
  }
}
