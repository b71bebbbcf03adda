package io.jackdaw.zookeeper.fourletter;

import io.jackdaw.zookeeper.ensemble.ServerLine;
import io.jackdaw.zookeeper.report.Environment;
import io.jackdaw.zookeeper.report.Quorum;
import io.jackdaw.zookeeper.report.ServerView;
import org.jspecify.annotations.Nullable;

/** {@code conf}, {@code dirs} and {@code envi}. */
final class ServerText {
  private ServerText() {}

  static String conf(ServerView server) {
    ServerView.Configuration with = server.configuration();
    return """
    clientPort=%d
    secureClientPort=%d
    dataDir=%s
    dataDirSize=%d
    dataLogDir=%s
    dataLogSize=%d
    tickTime=%d
    maxClientCnxns=%d
    minSessionTimeout=%d
    maxSessionTimeout=%d
    clientPortListenBacklog=%d
    serverId=%d
    """
            .formatted(
                with.clientPort(),
                with.secureClientPort(),
                with.dataDir(),
                server.dataDirBytes(),
                with.dataLogDir(),
                server.logDirBytes(),
                with.tickTimeMs(),
                with.maxClientCnxns(),
                with.minSessionTimeoutMs(),
                with.maxSessionTimeoutMs(),
                with.listenBacklog(),
                with.serverId())
        + quorum(server.quorum());
  }

  private static String quorum(@Nullable Quorum quorum) {
    ServerLine own = quorum == null ? null : quorum.line(quorum.serverId());
    if (quorum == null || own == null) {
      return "";
    }
    return """
    initLimit=%d
    syncLimit=%d
    electionAlg=3
    electionPort=%d
    quorumPort=%d
    peerType=%d
    membership:\s
    %s
    """
        .formatted(
            quorum.initLimit(),
            quorum.syncLimit(),
            own.electionPort(),
            own.port(),
            own.observer() ? 1 : 0,
            quorum.servers().text());
  }

  static String dirs(ServerView server) {
    return "datadir_size: %d\nlogdir_size: %d\n"
        .formatted(server.dataDirBytes(), server.logDirBytes());
  }

  static String envi(ServerView server) {
    StringBuilder text = new StringBuilder("Environment:\n");
    Environment.of(server)
        .forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString();
  }
}
