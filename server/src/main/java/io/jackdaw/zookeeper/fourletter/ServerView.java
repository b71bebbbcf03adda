package io.jackdaw.zookeeper.fourletter;

import io.jackdaw.zookeeper.watch.Watches;
import java.util.List;
import java.util.Map;

/** What the words can see of a server. Any thread. */
public interface ServerView {
  /** As {@code 1.2.3-name, built on time}, which monitors parse. */
  String version();

  /** Standalone, leader, follower or observer. */
  String mode();

  /** Whether clients are served; the figures mean little while they are not. */
  boolean isServing();

  Figures figures();

  /** One line for each connection. */
  List<String> connections(boolean brief);

  /** The keys of {@code conf} with their values, in order. */
  Map<String, Object> configuration();

  Watches watches();

  /** Paths of ephemeral znodes by session. */
  Map<Long, List<String>> ephemerals();

  /** Milliseconds from now until each session expires unless it is heard from. */
  Map<Long, Long> sessionExpiryMs();

  /** Bytes in the directories of snapshots and of the journal. */
  long dataDirBytes();

  long logDirBytes();

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
      long authFailures) {}
}
