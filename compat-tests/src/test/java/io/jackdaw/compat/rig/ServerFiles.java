package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The configuration files that Apache's servers and ours are started with: the same for both. */
final class ServerFiles {
  private ServerFiles() {}

  /**
   * A {@code zoo.cfg} in {@code folder}, for a server that keeps its znodes there.
   *
   * @param settings more lines
   */
  static Path zooCfg(Path folder, int port, int tickMs, List<String> settings) {
    return zooCfg(folder, "127.0.0.1", port, tickMs, settings);
  }

  /** The same for clients that come to {@code host}. */
  static Path zooCfg(Path folder, String host, int port, int tickMs, List<String> settings) {
    return write(
        folder.resolve("zoo.cfg"),
        """
        tickTime=%d
        dataDir=%s
        clientPortAddress=%s
        clientPort=%d
        admin.enableServer=false
        forceSync=no
        %s
        """
            .formatted(tickMs, folder.resolve("data"), host, port, String.join("\n", settings)));
  }

  /** A {@code server.properties} beside the log directory, for broker 0 of its cluster. */
  static Path serverProperties(Path logDirectory, int port, String connectString) {
    return serverProperties(List.of(logDirectory), port, connectString);
  }

  /** The same beside the first of several log directories. */
  static Path serverProperties(List<Path> logDirectories, int port, String connectString) {
    Path logDirectory = logDirectories.getFirst();
    return write(
        logDirectory.resolveSibling("server-" + port + ".properties"),
        """
        broker.id=0
        zookeeper.connect=%s
        zookeeper.session.timeout.ms=4000
        listeners=PLAINTEXT://127.0.0.1:%d
        log.dirs=%s
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        log.cleaner.dedupe.buffer.size=16777216
        log.cleaner.backoff.ms=500
        log.index.size.max.bytes=1048576
        """
            .formatted(
                connectString,
                port,
                String.join(",", logDirectories.stream().map(Path::toString).toList())));
  }

  private static Path write(Path file, String content) {
    try {
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
