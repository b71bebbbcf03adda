package io.jackdaw.node;

import io.jackdaw.consensus.raft.EnsembleLog;
import io.jackdaw.consensus.raft.RaftConfig;
import io.jackdaw.disk.Disk;
import io.jackdaw.net.peer.PeerTls;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.CoordinationConfig;
import io.jackdaw.zookeeper.TakenOver;
import io.jackdaw.zookeeper.ensemble.ServerLine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What {@code zoo.cfg} says of an ensemble, in the words of its log. */
final class EnsembleServer {
  /** A leader that is silent for a fifth of a tick is about to be replaced. */
  private static final int ELECTIONS_PER_TICK = 5;

  private static final int ELECTION_FLOOR_MS = 200;
  private static final int ELECTION_CEILING_MS = 2000;

  /** Of the log and its snapshots, in {@code dataLogDir}. */
  static final String DIRECTORY = "ensemble";

  private EnsembleServer() {}

  static EnsembleLog log(
      CoordinationConfig config,
      Map<String, String> zooCfg,
      Disk disk,
      Clock clock,
      Consumer<String> onFailure) {
    CoordinationConfig.Servers servers = config.servers();
    ServerLine own = servers.line(config.serverId());
    if (own == null) {
      throw new ConfigException(
          "myid is %d, but there is no line server.%d"
              .formatted(config.serverId(), config.serverId()));
    }
    refuseOpenNetwork(servers.lines(), zooCfg);
    int electionMs =
        Math.clamp(
            config.tickTimeMs() / ELECTIONS_PER_TICK, ELECTION_FLOOR_MS, ELECTION_CEILING_MS);
    return new EnsembleLog(
        new RaftConfig(
            config.serverId(),
            servers.lines().stream()
                .map(line -> line.id() == config.serverId() ? withClients(line, config) : line)
                .map(ServerLine::member)
                .toList(),
            config.storage().dataLogDir().resolve(DIRECTORY),
            electionMs,
            2 * electionMs,
            config.storage().snapCount(),
            config.storage().snapRetainCount(),
            config.storage().forceSync()),
        disk,
        clock,
        tls(servers),
        () -> TakenOver.from(config.storage(), disk),
        failure -> onFailure.accept("the ensemble's log has failed: " + failure.getMessage()));
  }

  private static ServerLine withClients(ServerLine own, CoordinationConfig config) {
    InetSocketAddress clients = config.clientAddress();
    InetAddress address = clients.getAddress();
    return own.withClients(
        address.isAnyLocalAddress() ? "0.0.0.0" : address.getHostAddress(), clients.getPort());
  }

  private static @Nullable PeerTls tls(CoordinationConfig.Servers servers) {
    try {
      return servers.tls() == null ? null : new PeerTls(servers.tls().load());
    } catch (IllegalArgumentException unusable) {
      throw new ConfigException("ssl.quorum: " + unusable.getMessage(), unusable);
    }
  }

  /**
   * Servers trust whoever speaks to them: across a network only if that was said in so many words.
   */
  private static void refuseOpenNetwork(List<ServerLine> lines, Map<String, String> zooCfg) {
    if (zooCfg.containsKey("sslQuorum")) {
      return;
    }
    for (ServerLine line : lines) {
      if (!isLoopback(line.host())) {
        throw new ConfigException(
            ("server.%d=%s is on another machine, and servers would speak to each other in plain"
                    + " text without proof of who they are: set sslQuorum=true with ssl.quorum.*"
                    + " keys, or sslQuorum=false if the network between them can be trusted")
                .formatted(line.id(), line.host()));
      }
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
