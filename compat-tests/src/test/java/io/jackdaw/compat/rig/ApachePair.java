package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Apache Kafka 3.9.1 in ZooKeeper mode on Apache ZooKeeper 3.9.5: the oracle for every claim. */
public final class ApachePair implements Server {
  private final ApacheZooKeeper zooKeeper;
  private final int port = Places.freePort();
  private final ExternalProcess kafka;

  private ApachePair(ApacheZooKeeper zooKeeper, Path folder) {
    this.zooKeeper = zooKeeper;
    Path config = folder.resolve("server.properties");
    try {
      Files.writeString(
          config,
          """
          broker.id=0
          zookeeper.connect=%s
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
    kafka = JavaTool.of("kafka-3.9", "kafka.Kafka", "-Xmx512m").start(config.toString());
    Readiness.awaitListening(kafka, port);
  }

  /** Starts both and waits until they accept. */
  public static ApachePair fresh() {
    return new ApachePair(ApacheZooKeeper.fresh(), Places.freshFolder("apache-kafka"));
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
    kafka.close();
    zooKeeper.close();
  }
}
