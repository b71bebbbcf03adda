package io.jackdaw.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of the servers compared, and how it is started: with an empty data directory, on ports of its
 * own, with fsync for znodes and without for records, as both are shipped.
 */
enum Contender {
  APACHE_KAFKA("Apache Kafka 4.3.1") {
    @Override
    ServerProcess start(Workplace place, Ports ports) throws IOException, InterruptedException {
      Path data = place.emptyDirectory("apache-kafka");
      Path properties = data.resolve("server.properties");
      Files.writeString(
          properties,
          """
          process.roles=broker,controller
          node.id=1
          controller.quorum.voters=1@127.0.0.1:%2$d
          listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
          advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
          controller.listener.names=CONTROLLER
          inter.broker.listener.name=PLAINTEXT
          log.dirs=%3$s
          offsets.topic.replication.factor=1
          transaction.state.log.replication.factor=1
          transaction.state.log.min.isr=1
          share.coordinator.state.topic.replication.factor=1
          share.coordinator.state.topic.min.isr=1
          group.initial.rebalance.delay.ms=0
          """
              .formatted(ports.kafka(), ports.controller(), data.resolve("logs")));
      List<String> java = java(place, "kafka", "-Xmx1g", "-XX:+UseG1GC");
      List<String> format = new ArrayList<>(java);
      format.addAll(
          List.of(
              "kafka.tools.StorageTool",
              "format",
              "-t",
              "AAAAAAAAAAAAAAAAAAAAAA",
              "-c",
              properties.toString()));
      int status =
          new ProcessBuilder(format)
              .redirectErrorStream(true)
              .redirectOutput(place.log("apache-kafka-format").toFile())
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("cannot format; see " + place.log("apache-kafka-format"));
      }
      java.addAll(List.of("kafka.Kafka", properties.toString()));
      return ServerProcess.start(place.log("apache-kafka"), Map.of(), java);
    }
  },

  APACHE_ZOOKEEPER("Apache ZooKeeper 3.9.5") {
    @Override
    ServerProcess start(Workplace place, Ports ports) throws IOException {
      Path data = place.emptyDirectory("apache-zookeeper");
      Path cfg = data.resolve("zoo.cfg");
      Files.writeString(
          cfg,
          """
          tickTime=2000
          dataDir=%s
          clientPortAddress=127.0.0.1
          clientPort=%d
          maxClientCnxns=0
          admin.enableServer=false
          """
              .formatted(data.resolve("data"), ports.zookeeper()));
      Path logging = data.resolve("logback.xml");
      Files.writeString(logging, "<configuration><root level=\"ERROR\"/></configuration>");
      List<String> java =
          java(place, "zookeeper", "-Xmx1g", "-Dlogback.configurationFile=" + logging);
      java.addAll(List.of("org.apache.zookeeper.server.ZooKeeperServerMain", cfg.toString()));
      return ServerProcess.start(place.log("apache-zookeeper"), Map.of(), java);
    }
  },

  JACKDAW("Jackdaw") {
    @Override
    ServerProcess start(Workplace place, Ports ports) throws IOException {
      Path data = place.emptyDirectory("jackdaw");
      return ServerProcess.start(
          place.log("jackdaw"),
          Map.of(),
          List.of(
              place.distribution().resolve("bin/jackdaw").toString(),
              "start",
              "--data",
              data.toString(),
              "--kafka-port",
              Integer.toString(ports.kafka()),
              "--zookeeper-port",
              Integer.toString(ports.zookeeper()),
              "--override",
              "coordination.maxClientCnxns=0"));
    }
  };

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  abstract ServerProcess start(Workplace place, Ports ports)
      throws IOException, InterruptedException;

  private static List<String> java(Workplace place, String peer, String... options) {
    List<String> command = new ArrayList<>();
    command.add(place.java());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", place.peerClassPath(peer)));
    return command;
  }

  /** Free ports, picked anew for each start. */
  record Ports(int kafka, int zookeeper, int controller) {
    static Ports pick() throws IOException {
      try (var first = new java.net.ServerSocket(0);
          var second = new java.net.ServerSocket(0);
          var third = new java.net.ServerSocket(0)) {
        return new Ports(first.getLocalPort(), second.getLocalPort(), third.getLocalPort());
      }
    }

    String bootstrap() {
      return "127.0.0.1:" + kafka;
    }

    String connectString() {
      return "127.0.0.1:" + zookeeper;
    }
  }
}
