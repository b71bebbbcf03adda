package io.jackdaw.zookeeper;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.ensemble.Membership;
import io.jackdaw.zookeeper.fourletter.ServerView;
import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.session.LiveSessions;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.watch.Watches;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a running server tells about itself. */
final class ServerReport implements ServerView {
  private final CoordinationConfig config;
  private final Clock clock;
  private final ZnodeTree tree;
  private final Watches watches;
  private final LiveSessions sessions;
  private final Proposals proposals;
  private final Membership membership;
  private final ServerStats stats;
  private final Set<ClientConnection> connections;
  private final @Nullable Disk disk;
  private final long startedMs;
  private volatile int port;
  private volatile int securePort;

  ServerReport(
      CoordinationConfig config,
      Clock clock,
      ZnodeTree tree,
      Watches watches,
      LiveSessions sessions,
      Proposals proposals,
      Membership membership,
      ServerStats stats,
      Set<ClientConnection> connections,
      @Nullable Disk disk) {
    this.config = config;
    this.clock = clock;
    this.tree = tree;
    this.watches = watches;
    this.sessions = sessions;
    this.proposals = proposals;
    this.membership = membership;
    this.stats = stats;
    this.connections = connections;
    this.disk = disk;
    this.startedMs = clock.monotonicMs();
  }

  void ports(int boundPort, int boundSecurePort) {
    port = boundPort;
    securePort = boundSecurePort;
  }

  @Override
  public String version() {
    String version = ServerReport.class.getPackage().getImplementationVersion();
    return (version == null ? "0.1.0" : version) + "-jackdaw, built on 2026-11-22 00:00 UTC";
  }

  @Override
  public String mode() {
    return membership.mode();
  }

  @Override
  public boolean isServing() {
    return membership.isServing();
  }

  @Override
  public Figures figures() {
    int watchCount = watches.count();
    return tree.reading(
        () ->
            new Figures(
                stats.averageLatencyMs(),
                stats.maxLatencyMs(),
                stats.minLatencyMs(),
                stats.receivedCount(),
                stats.sentCount(),
                connections.size(),
                proposals.underWay(),
                clock.monotonicMs() - startedMs,
                tree.lastZxid(),
                tree.count(),
                watchCount,
                tree.ephemeralCount(),
                tree.dataSizeBytes(),
                sessions.all().size(),
                stats.lastReplyBytes(),
                stats.maxReplyBytes(),
                stats.minReplyBytes(),
                stats.authFailureCount()));
  }

  @Override
  public List<String> connections(boolean brief) {
    Function<ConnectionInfo, String> line = brief ? ConnectionInfo::brief : ConnectionInfo::full;
    return connections.stream().map(ClientConnection::info).map(line).toList();
  }

  @Override
  public Map<String, Object> configuration() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("clientPort", port);
    keys.put("secureClientPort", securePort);
    keys.put("dataDir", config.storage().dataDir().toAbsolutePath());
    keys.put("dataDirSize", dataDirBytes());
    keys.put("dataLogDir", config.storage().dataLogDir().toAbsolutePath());
    keys.put("dataLogSize", logDirBytes());
    keys.put("tickTime", config.tickTimeMs());
    keys.put("maxClientCnxns", config.maxClientCnxns());
    keys.put("minSessionTimeout", config.minSessionTimeoutMs());
    keys.put("maxSessionTimeout", config.maxSessionTimeoutMs());
    keys.put("clientPortListenBacklog", -1);
    keys.put("serverId", 0);
    return keys;
  }

  @Override
  public Watches watches() {
    return watches;
  }

  @Override
  public Map<Long, List<String>> ephemerals() {
    return tree.reading(tree::ephemerals);
  }

  @Override
  public Map<Long, Long> sessionExpiryMs() {
    Map<Long, Long> expiry = new HashMap<>();
    long nowMs = clock.monotonicMs();
    for (LiveSession session : sessions.all()) {
      expiry.put(session.id(), Math.max(0, session.expiresAtMs() - nowMs));
    }
    return expiry;
  }

  @Override
  public long dataDirBytes() {
    return bytesIn(config.storage().dataDir());
  }

  @Override
  public long logDirBytes() {
    return bytesIn(config.storage().dataLogDir());
  }

  /** Bytes of the files directly in a directory. */
  private long bytesIn(Path directory) {
    if (disk == null) {
      return 0;
    }
    long bytes = 0;
    for (Path path : disk.list(directory)) {
      bytes += size(disk, path);
    }
    return bytes;
  }

  private static long size(Disk disk, Path path) {
    try (DiskFile file = disk.openReadOnly(path)) {
      return file.size();
    } catch (StorageException gone) {
      return 0; // Purged since it was listed, or a directory.
    }
  }

  @Override
  public void resetStats() {
    stats.reset();
  }

  @Override
  public void resetConnectionStats() {
    connections.forEach(connection -> connection.info().stats().reset());
  }
}
