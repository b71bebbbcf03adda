package io.jackdaw.compat.rig;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Apache Kafka 3.9.1 in ZooKeeper mode on Apache ZooKeeper 3.9.5: the oracle for every claim. */
public final class ApachePair implements RestartableServer {
  private final ApacheZooKeeper zooKeeper;
  private final int port = Places.freePort();
  private final Path config;
  private @Nullable ExternalProcess kafka;

  private ApachePair(ApacheZooKeeper zooKeeper, Path folder) {
    this.zooKeeper = zooKeeper;
    config = folder.resolve("server.properties");
    try {
      Files.writeString(
          config,
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
          log.index.size.max.bytes=1048576
          """
              .formatted(zooKeeper.connectString(), port, folder.resolve("logs")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts both and waits until they accept. */
  public static ApachePair fresh() {
    ApachePair pair = new ApachePair(ApacheZooKeeper.fresh(), Places.freshFolder("apache-kafka"));
    pair.startKafka();
    return pair;
  }

  @Override
  public void kill() {
    close();
  }

  @Override
  public void start() {
    zooKeeper.start();
    // Apache's broker does not start while its old registration is alive.
    try (ZooKeeperSession session = ZooKeeperSession.open(zooKeeper.connectString())) {
      await()
          .atMost(60, SECONDS)
          .until(() -> session.client().exists("/brokers/ids/0", false) == null);
    }
    startKafka();
  }

  private void startKafka() {
    ExternalProcess started =
        JavaTool.of("kafka-3.9", "kafka.Kafka", "-Xmx512m").start(config.toString());
    kafka = started;
    Readiness.awaitListening(started, port);
  }

  @Override
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public String connectString() {
    return zooKeeper.connectString();
  }

  @Override
  public void close() {
    if (kafka != null) {
      kafka.close();
    }
    zooKeeper.close();
  }
}
