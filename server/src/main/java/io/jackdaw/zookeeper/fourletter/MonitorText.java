package io.jackdaw.zookeeper.fourletter;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** {@code mntr}: one figure a line, under ZooKeeper's names. Source: MonitorCommand. */
final class MonitorText {
  private MonitorText() {}

  static String mntr(ServerView server) {
    ServerView.Figures now = server.figures();
    StringBuilder text = new StringBuilder();
    put(text, "version", server.version());
    put(text, "server_state", server.mode());
    put(text, "avg_latency", now.averageLatencyMs());
    put(text, "max_latency", now.maxLatencyMs());
    put(text, "min_latency", now.minLatencyMs());
    put(text, "packets_received", now.received());
    put(text, "packets_sent", now.sent());
    put(text, "num_alive_connections", now.connections());
    put(text, "outstanding_requests", now.outstanding());
    put(text, "uptime", now.uptimeMs());
    put(text, "znode_count", now.znodes());
    put(text, "watch_count", now.watches());
    put(text, "ephemerals_count", now.ephemerals());
    put(text, "approximate_data_size", now.dataSizeBytes());
    put(text, "global_sessions", now.sessions());
    put(text, "local_sessions", 0);
    putFileDescriptors(text);
    put(text, "connection_drop_probability", 0.0);
    put(text, "last_client_response_size", now.lastReplyBytes());
    put(text, "max_client_response_size", now.maxReplyBytes());
    put(text, "min_client_response_size", now.minReplyBytes());
    put(text, "outstanding_tls_handshake", 0);
    put(text, "auth_failed_count", now.authFailures());
    put(text, "non_mtls_remote_conn_count", 0);
    put(text, "non_mtls_local_conn_count", 0);
    return text.toString();
  }

  private static void putFileDescriptors(StringBuilder text) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      put(text, "open_file_descriptor_count", unix.getOpenFileDescriptorCount());
      put(text, "max_file_descriptor_count", unix.getMaxFileDescriptorCount());
    }
  }

  private static void put(StringBuilder text, String key, Object value) {
    text.append("zk_").append(key).append('\t').append(value).append('\n');
  }
}
