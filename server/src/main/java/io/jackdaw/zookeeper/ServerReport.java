package io.jackdaw.zookeeper;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import io.jackdaw.metrics.FileDescriptors;
import io.jackdaw.metrics.MetricsRegistry;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.ensemble.Membership;
import io.jackdaw.zookeeper.report.ConnectionView;
import io.jackdaw.zookeeper.report.Quorum;
import io.jackdaw.zookeeper.report.ServerView;
import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.session.LiveSessions;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.watch.Watches;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a running server tells about itself. */
final class ServerReport implements ServerView {
  /** ZooKeeper's default, in which some groups of messages are traced. */
  private static final long TRACE_MASK = 306;

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
  private final LongSupplier snapshotZxid;
  private final long startedMs;
  private volatile int port;
  private volatile int securePort;
  private volatile long traceMask = TRACE_MASK;

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
      @Nullable Disk disk,
      LongSupplier snapshotZxid) {
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
    this.snapshotZxid = snapshotZxid;
    this.startedMs = clock.monotonicMs();
    addGauges(stats.metrics().registry());
  }

  private void addGauges(MetricsRegistry registry) {
    registry.gauge("avg_latency", stats::averageLatencyMs);
    registry.gauge("max_latency", stats::maxLatencyMs);
    registry.gauge("min_latency", stats::minLatencyMs);
    registry.gauge("packets_received", stats::receivedCount);
    registry.gauge("packets_sent", stats::sentCount);
    registry.gauge("num_alive_connections", connections::size);
    registry.gauge("outstanding_requests", proposals::underWay);
    registry.gauge("uptime", () -> clock.monotonicMs() - startedMs);
    registry.gauge("znode_count", tree::count);
    registry.gauge("watch_count", watches::count);
    registry.gauge("ephemerals_count", () -> tree.reading(tree::ephemeralCount));
    registry.gauge("approximate_data_size", () -> tree.reading(tree::dataSizeBytes));
    registry.gauge("global_sessions", () -> sessions.all().size());
    registry.gauge("local_sessions", () -> 0);
    registry.gauge("last_client_response_size", stats::lastReplyBytes);
    registry.gauge("max_client_response_size", stats::maxReplyBytes);
    registry.gauge("min_client_response_size", stats::minReplyBytes);
    registry.gauge("outstanding_tls_handshake", () -> 0);
    registry.gauge("auth_failed_count", stats::authFailureCount);
    registry.gauge("non_mtls_remote_conn_count", () -> 0);
    registry.gauge("non_mtls_local_conn_count", () -> 0);
    registry.gauge("open_file_descriptor_count", FileDescriptors::open);
    registry.gauge("max_file_descriptor_count", FileDescriptors::max);
  }

  /** Shows how many connections are refused by chance. */
  void connectionThrottle(ConnectionThrottle throttle) {
    metrics().gauge("connection_drop_probability", throttle::dropProbability);
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
  public boolean isReadOnly() {
    return membership.isReadOnly();
  }

  @Override
  public @Nullable Quorum quorum() {
    CoordinationConfig.Servers servers = config.servers();
    return membership.isShared()
        ? new Quorum(
            config.serverId(),
            membership.leaderId(),
            clock.monotonicMs() - membership.decidingSinceMs(),
            stats.metrics().log().proposalBytes(),
            membership.followers(),
            membership.servers(),
            servers.initLimit(),
            servers.syncLimit())
        : null;
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
                stats.authFailureCount(),
                stats.metrics().log().slowFsyncs().value()));
  }

  @Override
  public List<ConnectionView> connections() {
    long wallMs = clock.wallMs();
    long monotonicMs = clock.monotonicMs();
    return connections.stream()
        .map(each -> each.info().view(config.sessionlessMs(), monotonicMs, wallMs))
        .toList();
  }

  @Override
  public Configuration configuration() {
    return new Configuration(
        port,
        securePort,
        config.storage().dataDir().toAbsolutePath().toString(),
        config.storage().dataLogDir().toAbsolutePath().toString(),
        config.tickTimeMs(),
        config.maxClientCnxns(),
        config.minSessionTimeoutMs(),
        config.maxSessionTimeoutMs(),
        -1,
        0);
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
    long wallMs = clock.wallMs();
    for (LiveSession session : sessions.all()) {
      expiry.put(session.id(), wallMs + Math.max(0, session.expiresAtMs() - nowMs));
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
  public SnapshotView lastSnapshot() {
    return new SnapshotView(snapshotZxid.getAsLong(), stats.metrics().log().snapshotAtMs().get());
  }

  @Override
  public MetricsRegistry metrics() {
    return stats.metrics().registry();
  }

  @Override
  public long traceMask() {
    return traceMask;
  }

  @Override
  public void traceMask(long mask) {
    traceMask = mask;
  }

  @Override
  public void resetStats() {
    stats.reset();
  }

  @Override
  public void resetConnectionStats() {
    connections.forEach(connection -> connection.info().reset());
  }
}
