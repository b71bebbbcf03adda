package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Apache ZooKeeper 3.9.5, one server, empty, without fsync. */
public final class ApacheZooKeeper implements AutoCloseable {
  private final int port = Places.freePort();
  private final Path config;
  private @Nullable ExternalProcess process;

  private ApacheZooKeeper(Path folder) {
    config = folder.resolve("zoo.cfg");
    try {
      Files.writeString(
          config,
          """
          dataDir=%s
          clientPortAddress=127.0.0.1
          clientPort=%d
          admin.enableServer=false
          forceSync=no
          """
              .formatted(folder.resolve("data"), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one and waits until it accepts. */
  public static ApacheZooKeeper fresh() {
    ApacheZooKeeper server = new ApacheZooKeeper(Places.freshFolder("apache-zookeeper"));
    server.start();
    return server;
  }

  /** Starts it on the same data and port as before. */
  void start() {
    ExternalProcess started =
        JavaTool.of("zookeeper-3.9", "org.apache.zookeeper.server.ZooKeeperServerMain")
            .start(config.toString());
    process = started;
    Readiness.awaitListening(started, port);
  }

  public String connectString() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
