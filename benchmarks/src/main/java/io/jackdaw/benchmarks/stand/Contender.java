package io.jackdaw.benchmarks.stand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of the servers compared: how its data directory is prepared and how it is started. Each runs
 * with the JVM options of its own scripts, with fsync for znodes and without for records, as both
 * are shipped.
 */
public enum Contender {
  /** Without the GC log, the JMX port and the log files of its scripts, which is in its favour. */
  APACHE_KAFKA("Apache Kafka 4.3.1") {
    @Override
    void prepare(Workplace place, Path data, Ports ports, Wire wire)
        throws IOException, InterruptedException {
      Files.writeString(
          data.resolve("server.properties"),
          """
          process.roles=broker,controller
          node.id=1
          controller.quorum.voters=1@127.0.0.1:%2$d
          listeners=%4$s://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
          advertised.listeners=%4$s://127.0.0.1:%1$d
          controller.listener.names=CONTROLLER
          listener.security.protocol.map=CONTROLLER:PLAINTEXT,%4$s:%4$s
          inter.broker.listener.name=%4$s
          log.dirs=%3$s
          offsets.topic.replication.factor=1
          transaction.state.log.replication.factor=1
          transaction.state.log.min.isr=1
          share.coordinator.state.topic.replication.factor=1
          share.coordinator.state.topic.min.isr=1
          group.initial.rebalance.delay.ms=0
          """
                  .formatted(ports.kafka(), ports.controller(), data.resolve("logs"), wire)
              + lines(wire.serverSettings(place)));
      List<String> format = java(place, "kafka", List.of("-Xmx256m"));
      format.addAll(
          List.of(
              "kafka.tools.StorageTool",
              "format",
              "-t",
              "AAAAAAAAAAAAAAAAAAAAAA",
              "-c",
              data.resolve("server.properties").toString()));
      Path log = place.log("apache-kafka-format");
      int status =
          new ProcessBuilder(format)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("cannot format; see " + log);
      }
    }

    @Override
    List<String> command(Workplace place, Path data, Ports ports, Wire wire, Heap heap) {
      List<String> options = new ArrayList<>(heap.options("-Xms1G", "-Xmx1G"));
      options.addAll(
          List.of(
              "-server",
              "-XX:+UseG1GC",
              "-XX:MaxGCPauseMillis=20",
              "-XX:InitiatingHeapOccupancyPercent=35",
              "-XX:+ExplicitGCInvokesConcurrent",
              "-Djava.awt.headless=true"));
      List<String> command = java(place, "kafka", options);
      command.addAll(List.of("kafka.Kafka", data.resolve("server.properties").toString()));
      return command;
    }
  },

  APACHE_ZOOKEEPER("Apache ZooKeeper 3.9.5") {
    @Override
    void prepare(Workplace place, Path data, Ports ports, Wire wire) throws IOException {
      Files.writeString(
          data.resolve("zoo.cfg"),
          """
          tickTime=2000
          dataDir=%s
          clientPortAddress=127.0.0.1
          clientPort=%d
          maxClientCnxns=0
          admin.enableServer=false
          """
              .formatted(data.resolve("data"), ports.zookeeper()));
      Files.writeString(
          data.resolve("logback.xml"), "<configuration><root level=\"ERROR\"/></configuration>");
    }

    @Override
    List<String> command(Workplace place, Path data, Ports ports, Wire wire, Heap heap) {
      List<String> options = new ArrayList<>(heap.options("-Xmx1000m"));
      options.add("-XX:+HeapDumpOnOutOfMemoryError");
      options.add("-XX:HeapDumpPath=" + data);
      options.add("-Dlogback.configurationFile=" + data.resolve("logback.xml"));
      List<String> command = java(place, "zookeeper", options);
      command.add("org.apache.zookeeper.server.quorum.QuorumPeerMain");
      command.add(data.resolve("zoo.cfg").toString());
      return command;
    }
  },

  /** Always both services, whatever is measured. */
  JACKDAW("Jackdaw") {
    @Override
    void prepare(Workplace place, Path data, Ports ports, Wire wire) {
      // Needs nothing but an empty directory.
    }

    @Override
    List<String> command(Workplace place, Path data, Ports ports, Wire wire, Heap heap)
        throws IOException, InterruptedException {
      List<String> command = new ArrayList<>();
      command.add(place.distribution().resolve("bin/jackdaw").toString());
      command.addAll(List.of("start", "--data", data.toString()));
      command.addAll(List.of("--zookeeper-port", Integer.toString(ports.zookeeper())));
      command.addAll(List.of("--override", "coordination.maxClientCnxns=0"));
      if (wire == Wire.PLAINTEXT) {
        command.addAll(List.of("--kafka-port", Integer.toString(ports.kafka())));
      } else {
        command.addAll(
            List.of("--override", "listeners=%s://127.0.0.1:%d".formatted(wire, ports.kafka())));
        command.addAll(List.of("--override", "security.inter.broker.protocol=" + wire));
      }
      wire.serverSettings(place)
          .forEach((key, value) -> command.addAll(List.of("--override", key + "=" + value)));
      return command;
    }

    @Override
    Map<String, String> environment(Workplace place, Heap heap) {
      Map<String, String> environment = new java.util.HashMap<>();
      environment.put("JAVA_HOME", Path.of(place.java()).resolve("../..").normalize().toString());
      if (heap != Heap.OWN) {
        environment.put("JACKDAW_HEAP_OPTS", String.join(" ", heap.options()));
      }
      return environment;
    }
  };

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  /** Writes what the server must find in {@code data} before its first start. */
  abstract void prepare(Workplace place, Path data, Ports ports, Wire wire)
      throws IOException, InterruptedException;

  abstract List<String> command(Workplace place, Path data, Ports ports, Wire wire, Heap heap)
      throws IOException, InterruptedException;

  Map<String, String> environment(Workplace place, Heap heap) {
    return Map.of();
  }

  private static String lines(Map<String, String> settings) {
    StringBuilder lines = new StringBuilder();
    settings.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
    return lines.toString();
  }

  private static List<String> java(Workplace place, String peer, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(place.java());
    command.addAll(options);
    command.addAll(List.of("-cp", place.peerClassPath(peer)));
    return command;
  }
}
