package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/** Apache Kafka 4.3.1 alone: one process that is broker and controller (KRaft), empty at start. */
public final class ApacheKraftKafka implements AutoCloseable {
  private static final String TOOLS = "kafka-4.3";

  private final int port;
  private final Path logs;
  private final ExternalProcess process;

  private ApacheKraftKafka(int port, Path logs, ExternalProcess process) {
    this.port = port;
    this.logs = logs;
    this.process = process;
  }

  /** Formats a data directory, starts a server on it and waits until it accepts. */
  public static ApacheKraftKafka fresh() {
    return fresh(Map.of());
  }

  /** The same with settings of one's own, which take the place of the usual ones. */
  public static ApacheKraftKafka fresh(Map<String, String> settings) {
    return fresh(settings, Places.freePort());
  }

  /** The same, if the settings say themselves where to listen. */
  public static ApacheKraftKafka fresh(Map<String, String> settings, int port) {
    Path folder = Places.freshFolder("apache-kafka-4.3");
    Path config = folder.resolve("server.properties");
    Path logs = folder.resolve("logs");
    StringBuilder all = new StringBuilder(settings(port, Places.freePort(), logs));
    settings.forEach((key, value) -> all.append(key).append('=').append(value).append('\n'));
    write(config, all.toString());
    JavaTool.of(TOOLS, "kafka.tools.StorageTool")
        .run(
            "format",
            "--cluster-id",
            Uuid.randomUuid().toString(),
            "--config",
            config.toString(),
            // Forbids some of what Kafka 3.9 allows with min.insync.replicas, and sets it itself.
            "--feature",
            "eligible.leader.replicas.version=0")
        .succeeded();
    ExternalProcess process =
        JavaTool.of(TOOLS, "kafka.Kafka", "-Xmx512m").start(config.toString());
    Readiness.awaitListening(process, port);
    return new ApacheKraftKafka(port, logs, process);
  }

  public int port() {
    return port;
  }

  /** Where its files are. */
  public Path logs() {
    return logs;
  }

  /** What it printed: its log is part of it. */
  public String log() {
    return process.everything();
  }

  @Override
  public void close() {
    process.close();
  }

  /**
   * Kafka's defaults, but for what would only cost time and memory on one small machine, and topics
   * that come by being asked for: when they come is chance.
   */
  private static String settings(int port, int controllerPort, Path logs) {
    return """
    process.roles=broker,controller
    node.id=0
    controller.quorum.voters=0@127.0.0.1:%2$d
    controller.listener.names=CONTROLLER
    controller.quorum.append.linger.ms=0
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    log.dirs=%3$s
    auto.create.topics.enable=false
    log.retention.ms=-1
    num.network.threads=1
    num.io.threads=2
    offsets.topic.num.partitions=2
    offsets.topic.replication.factor=1
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    group.initial.rebalance.delay.ms=0
    group.consumer.assignment.interval.ms=0
    group.consumer.assignor.offload.enable=false
    log.cleaner.dedupe.buffer.size=16777216
    log.index.size.max.bytes=1048576
    """
        .formatted(port, controllerPort, logs);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
