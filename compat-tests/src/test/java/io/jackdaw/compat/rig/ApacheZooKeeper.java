package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Apache ZooKeeper 3.9.5, one server, empty, without fsync. */
public final class ApacheZooKeeper implements AutoCloseable {
  private final int port = Places.freePort();
  private final ExternalProcess process;

  private ApacheZooKeeper(Path folder) {
    Path config = folder.resolve("zoo.cfg");
    try {
      Files.writeString(
          config,
          """
          tickTime=2000
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
    process =
        JavaTool.of("zookeeper-3.9", "org.apache.zookeeper.server.ZooKeeperServerMain")
            .start(config.toString());
    Readiness.awaitListening(process, port);
  }

  /** Starts one and waits until it accepts. */
  public static ApacheZooKeeper fresh() {
    return new ApacheZooKeeper(Places.freshFolder("apache-zookeeper"));
  }

  public String connectString() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.close();
  }
}
