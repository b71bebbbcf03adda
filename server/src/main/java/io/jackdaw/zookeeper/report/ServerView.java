package io.jackdaw.zookeeper.report;

import io.jackdaw.metrics.MetricsRegistry;
import io.jackdaw.zookeeper.watch.Watches;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be seen of a server. Any thread. */
public interface ServerView {
  /** As {@code 1.2.3-name, built on time}, which monitors parse. */
  String version();

  /** Standalone, leader, follower or observer. */
  String mode();

  /** Whether clients are served; the figures mean little while they are not. */
  boolean isServing();

  /** Whether clients are shown what is known, and can change nothing. */
  boolean isReadOnly();

  /** What is known of the ensemble; null where this server is alone. */
  @Nullable Quorum quorum();

  Figures figures();

  List<ConnectionView> connections();

  Configuration configuration();

  Watches watches();

  /** Paths of ephemeral znodes by session. */
  Map<Long, List<String>> ephemerals();

  /** The wall time at which each session expires unless it is heard from. */
  Map<Long, Long> sessionExpiryMs();

  /** Bytes in the directories of snapshots and of the journal. */
  long dataDirBytes();

  long logDirBytes();

  /** The newest snapshot on disk; -1 for both of its numbers if there is none. */
  SnapshotView lastSnapshot();

  /** Everything that {@code mntr} and Prometheus show. */
  MetricsRegistry metrics();

  /** What {@code gtmk} answers; nothing here is traced by it. */
  long traceMask();

  void traceMask(long mask);

  void resetStats();

  void resetConnectionStats();

  /** Numbers of one moment. */
  record Figures(
      double averageLatencyMs,
      long maxLatencyMs,
      long minLatencyMs,
      long received,
      long sent,
      int connections,
      int outstanding,
      long uptimeMs,
      long zxid,
      int znodes,
      int watches,
      int ephemerals,
      long dataSizeBytes,
      int sessions,
      long lastReplyBytes,
      long maxReplyBytes,
      long minReplyBytes,
      long authFailures,
      long slowFsyncs) {}

  /**
   * What the server runs with.
   *
   * @param secureClientPort -1 if there is none
   */
  record Configuration(
      int clientPort,
      int secureClientPort,
      String dataDir,
      String dataLogDir,
      int tickTimeMs,
      int maxClientCnxns,
      int minSessionTimeoutMs,
      int maxSessionTimeoutMs,
      int listenBacklog,
      int serverId) {}

  /**
   * A snapshot.
   *
   * @param atMs wall time
   */
  record SnapshotView(long zxid, long atMs) {}
}
