package io.jackdaw.zookeeper.admin;

import io.jackdaw.metrics.Sizes;
import io.jackdaw.zookeeper.report.Quorum;
import io.jackdaw.zookeeper.report.ServerView;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code server_stats} as JSON. Source: Commands.SrvrCommand and the properties of ServerStats. */
final class ServerStatistics {
  private ServerStatistics() {}

  static Map<String, Object> of(ServerView server) {
    ServerView.Figures now = server.figures();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("version", server.version());
    keys.put("read_only", server.isReadOnly());
    keys.put("server_stats", figures(server, now));
    keys.put("client_response", sizes(now));
    Quorum quorum = server.quorum();
    if (quorum != null && quorum.isLeading()) {
      Sizes proposals = quorum.proposalBytes();
      keys.put("proposal_stats", sizes(proposals.last(), proposals.min(), proposals.max()));
    }
    keys.put("node_count", now.znodes());
    return keys;
  }

  private static Map<String, Object> figures(ServerView server, ServerView.Figures now) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("packets_sent", now.sent());
    keys.put("packets_received", now.received());
    keys.put("fsync_threshold_exceed_count", now.slowFsyncs());
    keys.put("client_response_stats", sizes(now));
    keys.put("provider_null", false);
    keys.put("data_dir_size", server.dataDirBytes());
    keys.put("log_dir_size", server.logDirBytes());
    keys.put("last_processed_zxid", now.zxid());
    keys.put("outstanding_requests", now.outstanding());
    keys.put("server_state", server.mode());
    keys.put("avg_latency", now.averageLatencyMs());
    keys.put("max_latency", now.maxLatencyMs());
    keys.put("min_latency", now.minLatencyMs());
    keys.put("num_alive_client_connections", now.connections());
    keys.put("uptime", now.uptimeMs());
    keys.put("auth_failed_count", now.authFailures());
    keys.put("non_mtlsremote_conn_count", 0);
    keys.put("non_mtlslocal_conn_count", 0);
    return keys;
  }

  private static Map<String, Object> sizes(ServerView.Figures now) {
    return sizes(now.lastReplyBytes(), now.minReplyBytes(), now.maxReplyBytes());
  }

  private static Map<String, Object> sizes(long last, long min, long max) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("last_buffer_size", last);
    keys.put("min_buffer_size", min);
    keys.put("max_buffer_size", max);
    return keys;
  }
}
