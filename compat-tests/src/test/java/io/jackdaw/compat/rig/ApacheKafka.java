package io.jackdaw.compat.rig;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;

/** Apache Kafka 3.9.1 in ZooKeeper mode: broker 0 on somebody's coordination service. */
public final class ApacheKafka extends ServerProcess {
  private final String connectString;
  private final Path config;

  /** A broker that is not started yet and keeps its records in {@code logDirectory}. */
  public ApacheKafka(String connectString, Path logDirectory) {
    this.connectString = connectString;
    config = ServerFiles.serverProperties(logDirectory, port(), connectString);
  }

  /** This broker does not start while its former registration is alive: that is waited for. */
  @Override
  protected ExternalProcess launch() {
    try (ZooKeeperSession session = ZooKeeperSession.open(connectString)) {
      await()
          .atMost(60, SECONDS)
          .until(() -> session.client().exists("/brokers/ids/0", false) == null);
    }
    return JavaTool.of("kafka-3.9", "kafka.Kafka", "-Xmx512m").start(config.toString());
  }
}
