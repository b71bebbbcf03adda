package io.jackdaw.zookeeper;

import io.jackdaw.security.TlsFiles;
import io.jackdaw.zookeeper.ensemble.ServerLine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the coordination service runs: {@code zoo.cfg}, read and validated.
 *
 * @param clientAddress where clients connect; port 0 picks one
 * @param tickTimeMs the unit of session timeouts and how often sessions are looked at
 * @param maxClientCnxns connections per client address; 0 means no limit
 * @param maxCnxns connections in all; 0 means no limit
 * @param backlog connections that the kernel holds until they are accepted; 0 for the usual number
 * @param sessionlessMs how long a connection may stay without a session
 * @param maxFrameBytes longest request ({@code jute.maxbuffer})
 * @param globalOutstandingLimit writes under way above which no more are read
 * @param security how clients prove who they are
 * @param secure where they connect by TLS
 * @param throttles what holds them back
 * @param serverId the top byte of the session ids given out here
 * @param fourLetterWords the words that are answered
 * @param servers the ensemble that this server belongs to, if there are others
 * @param unsupported keys that are known but have no effect yet
 * @param others keys that are not known; Apache makes system properties of them
 */
public record CoordinationConfig(
    InetSocketAddress clientAddress,
    int tickTimeMs,
    int minSessionTimeoutMs,
    int maxSessionTimeoutMs,
    int maxClientCnxns,
    int maxCnxns,
    int backlog,
    int sessionlessMs,
    int maxFrameBytes,
    int globalOutstandingLimit,
    int serverId,
    Storage storage,
    Access access,
    SecurityConfig security,
    SecurePorts secure,
    Throttles throttles,
    Containers containers,
    Set<String> fourLetterWords,
    Servers servers,
    Set<String> unsupported,
    Map<String, String> others) {
  private static final int MAX_INT = Integer.MAX_VALUE;

  /**
   * The servers of an ensemble.
   *
   * @param lines the {@code server.N} lines
   * @param initLimit ticks that a server may take to catch up when it joins
   * @param syncLimit ticks that a server goes on serving without a leader
   * @param standalone whether this server is the only one, and keeps its log by itself
   * @param readOnly whether a server without a leader shows what it knows
   * @param minVoters a change of the servers may not leave fewer
   * @param tls how servers prove to each other who they are; null for plain text
   */
  public record Servers(
      List<ServerLine> lines,
      int initLimit,
      int syncLimit,
      boolean standalone,
      boolean readOnly,
      int minVoters,
      @Nullable TlsFiles tls) {
    /** The line with this number, or null. */
    public @Nullable ServerLine line(int id) {
      return lines.stream().filter(line -> line.id() == id).findFirst().orElse(null);
    }
  }

  /**
   * What the journal is to do.
   *
   * @param snapCount commands between two snapshots
   * @param snapRetainCount snapshots kept
   * @param purge whether older snapshots and journal files are deleted
   * @param forceSync whether a write is on disk before it is answered
   * @param trustEmpty whether Apache's transaction logs without a snapshot are taken over
   * @param journal sizes and times of its files
   */
  public record Storage(
      Path dataDir,
      Path dataLogDir,
      int snapCount,
      int snapRetainCount,
      boolean purge,
      boolean forceSync,
      boolean trustEmpty,
      Journal journal) {}

  /**
   * Sizes and times of the journal's files.
   *
   * @param fsyncWarningMs a slower fsync is worth a line in the log
   * @param snapshotBytes bytes of commands between two snapshots, if there are not too many before
   * @param segmentBytes size after which a new file is begun
   */
  public record Journal(long fsyncWarningMs, long snapshotBytes, long segmentBytes) {
    static final Journal DEFAULT = new Journal(1000, 256L << 20, 64L << 20);

    private static Journal parse(ZooCfg cfg) {
      return new Journal(
          cfg.integer("fsync.warningthresholdms", (int) DEFAULT.fsyncWarningMs, 0, MAX_INT),
          kib(cfg, "snapSizeLimitInKb", DEFAULT.snapshotBytes),
          kib(cfg, "txnLogSizeLimitInKb", DEFAULT.segmentBytes));
    }

    /** As in ZooKeeper, 0 and less stand for no limit of one's own. */
    private static long kib(ZooCfg cfg, String key, long otherwise) {
      String given = cfg.text(key);
      int kib = cfg.integer(key, 0, Integer.MIN_VALUE, MAX_INT);
      return given == null ? otherwise : kib > 0 ? kib * 1024L : Long.MAX_VALUE;
    }
  }

  /**
   * Who may do what.
   *
   * @param skipAcl lets everybody do everything
   * @param superDigest {@code user:base64(sha1(user:password))} of whoever no ACL stops, or null
   * @param digestAlgorithm of the digest scheme
   * @param extendedTypes whether znodes with a time to live may be created
   * @param enforceQuota whether hard quotas refuse writes
   */
  public record Access(
      boolean skipAcl,
      @Nullable String superDigest,
      String digestAlgorithm,
      boolean extendedTypes,
      boolean enforceQuota,
      boolean reconfigEnabled) {}

  /**
   * When containers and znodes with a time to live are removed.
   *
   * @param maxNeverUsedMs age at which a container that never had a child goes; 0 means never
   */
  public record Containers(int checkIntervalMs, int maxPerMinute, long maxNeverUsedMs) {}

  /**
   * Reads the keys of {@code zoo.cfg}. Unknown keys are kept in {@link #others}.
   *
   * @throws IllegalArgumentException naming the key that cannot be obeyed
   */
  public static CoordinationConfig parse(Map<String, String> zooCfg) {
    ZooCfg cfg = new ZooCfg(zooCfg);
    int tickTimeMs = cfg.integer("tickTime", 3000, 1, Integer.MAX_VALUE / 20);
    int minMs =
        orDefault(cfg.integer("minSessionTimeout", -1, -1, Integer.MAX_VALUE), 2 * tickTimeMs);
    int maxMs =
        orDefault(cfg.integer("maxSessionTimeout", -1, -1, Integer.MAX_VALUE), 20 * tickTimeMs);
    if (minMs > maxMs) {
      throw new IllegalArgumentException(
          "minSessionTimeout (%d ms) must not be larger than maxSessionTimeout (%d ms)"
              .formatted(minMs, maxMs));
    }
    int serverId = cfg.integer("serverId", 1, 1, 254);
    Servers servers = servers(cfg);
    return new CoordinationConfig(
        clientAddress(cfg, servers.line(serverId)),
        tickTimeMs,
        minMs,
        maxMs,
        cfg.integer("maxClientCnxns", 60, 0, Integer.MAX_VALUE),
        cfg.integer("maxCnxns", 0, 0, Integer.MAX_VALUE),
        Math.max(0, cfg.integer("clientPortListenBacklog", -1, -1, Integer.MAX_VALUE)),
        cfg.integer("nio.sessionlessCnxnTimeout", 10_000, 1, Integer.MAX_VALUE),
        cfg.integer("jute.maxbuffer", 0xfffff, 1024, Integer.MAX_VALUE / 4),
        cfg.integer("globalOutstandingLimit", 1000, 1, Integer.MAX_VALUE),
        serverId,
        storage(cfg),
        new Access(
            cfg.yesNo("skipACL", false),
            cfg.text("DigestAuthenticationProvider.superDigest"),
            cfg.text("DigestAuthenticationProvider.digestAlg", "SHA1"),
            cfg.truth("extendedTypesEnabled", false),
            cfg.truth("enforceQuota", false),
            cfg.truth("reconfigEnabled", false)),
        SecurityConfig.parse(cfg),
        SecurePorts.parse(cfg),
        Throttles.parse(cfg),
        new Containers(
            cfg.integer("znode.container.checkIntervalMs", 60_000, 1, Integer.MAX_VALUE),
            cfg.integer("znode.container.maxPerMinute", 10_000, 1, Integer.MAX_VALUE),
            cfg.integer("znode.container.maxNeverUsedIntervalMs", 0, 0, Integer.MAX_VALUE)),
        words(cfg, servers),
        servers,
        cfg.unsupported(),
        cfg.others());
  }

  /** The same, listening on another port. */
  public CoordinationConfig withClientPort(int port) {
    return new CoordinationConfig(
        new InetSocketAddress(clientAddress.getAddress(), port),
        tickTimeMs,
        minSessionTimeoutMs,
        maxSessionTimeoutMs,
        maxClientCnxns,
        maxCnxns,
        backlog,
        sessionlessMs,
        maxFrameBytes,
        globalOutstandingLimit,
        serverId,
        storage,
        access,
        security,
        secure,
        throttles,
        containers,
        fourLetterWords,
        servers,
        unsupported,
        others);
  }

  /** A client that is shown what a server knows asks others whether they serve it. */
  private static Set<String> words(ZooCfg cfg, Servers servers) {
    Set<String> words = new TreeSet<>(cfg.words("4lw.commands.whitelist"));
    if (servers.readOnly()) {
      words.add("isro");
    }
    return words;
  }

  private static Storage storage(ZooCfg cfg) {
    String dataDir = cfg.text("dataDir");
    if (dataDir == null || dataDir.isEmpty()) {
      throw new IllegalArgumentException("dataDir is not set");
    }
    return new Storage(
        Path.of(dataDir),
        Path.of(cfg.text("dataLogDir", dataDir)),
        cfg.integer("snapCount", 100_000, 2, Integer.MAX_VALUE),
        Math.max(3, cfg.integer("autopurge.snapRetainCount", 3, 0, Integer.MAX_VALUE)),
        cfg.integer("autopurge.purgeInterval", 1, 0, Integer.MAX_VALUE) > 0,
        cfg.yesNo("forceSync", true),
        cfg.truth("snapshot.trust.empty", false),
        Journal.parse(cfg));
  }

  private static Servers servers(ZooCfg cfg) {
    List<ServerLine> lines =
        cfg.servers().entrySet().stream()
            .map(line -> ServerLine.parse(line.getKey(), line.getValue()))
            .toList();
    boolean one = lines.size() <= 1 && cfg.truth("standaloneEnabled", true);
    return new Servers(
        lines,
        cfg.integer("initLimit", 10, 1, Integer.MAX_VALUE),
        cfg.integer("syncLimit", 5, 1, Integer.MAX_VALUE),
        one || lines.isEmpty(),
        cfg.truth("readonlymode.enabled", false),
        cfg.truth("standaloneEnabled", true) ? 2 : 1,
        one || lines.isEmpty() ? null : SecurePorts.ofQuorum(cfg));
  }

  private static InetSocketAddress clientAddress(ZooCfg cfg, @Nullable ServerLine own) {
    int given = cfg.integer("clientPort", 2181, 0, 65535);
    int port = own != null && own.clientPort() != 0 ? own.clientPort() : given;
    String hostGiven = cfg.text("clientPortAddress");
    String host = own != null && own.clientHost() != null ? own.clientHost() : hostGiven;
    if (host == null || host.isEmpty()) {
      return new InetSocketAddress(port);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException("clientPortAddress is not a known host: " + host, unknown);
    }
  }

  private static int orDefault(int value, int otherwise) {
    return value == -1 ? otherwise : value;
  }
}
