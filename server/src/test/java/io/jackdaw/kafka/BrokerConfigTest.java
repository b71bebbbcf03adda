package io.jackdaw.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.kafka.BrokerConfig.ConnectionLimits;
import io.jackdaw.kafka.BrokerConfig.LeadershipPolicy;
import io.jackdaw.kafka.BrokerConfig.TopicPolicy;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.ZookeeperConfig;
import io.jackdaw.net.SocketSizes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerConfigTest {
  private static final String CONNECT = "zookeeper.connect";

  @Test
  void defaultsAreKafkasButForTheOnesThatHurt() {
    BrokerConfig config = BrokerConfig.parse(Map.of(CONNECT, "localhost:2181"));

    BrokerEndpoint everywhere = new BrokerEndpoint("PLAINTEXT", "PLAINTEXT", "", 9092);
    assertThat(config)
        .isEqualTo(
            new BrokerConfig(
                -1,
                true,
                1000,
                null,
                List.of(everywhere),
                Map.of(),
                List.of(everywhere),
                "PLAINTEXT",
                List.of(Path.of("/tmp/kafka-logs")),
                new ZookeeperConfig("localhost:2181", "", 18_000, 18_000, 10),
                new TopicPolicy(
                    true,
                    true,
                    1,
                    1,
                    50,
                    3,
                    104_857_600,
                    50,
                    3,
                    2,
                    104_857_600,
                    new TopicPolicy.InternalTopic(50, 3, 2, 104_857_600)),
                new LeadershipPolicy(true, 300_000, 10),
                new ConnectionLimits(
                    104_857_600,
                    -1,
                    500,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    600_000,
                    new SocketSizes(1024, -1, -1)),
                Map.of(CONNECT, "localhost:2181")));
  }

  @Test
  void everyKeyIsRead() {
    Map<String, String> given =
        Map.ofEntries(
            Map.entry("broker.id", "7"),
            Map.entry("broker.id.generation.enable", "false"),
            Map.entry("reserved.broker.max.id", "2000"),
            Map.entry("queued.max.request.bytes", "9000000"),
            Map.entry("broker.rack", "r1"),
            Map.entry("listeners", "INSIDE://10.0.0.1:9092, outside://[::1]:0"),
            Map.entry("advertised.listeners", "INSIDE://inside:19092,OUTSIDE://outside:29092"),
            Map.entry("listener.security.protocol.map", "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT"),
            Map.entry("inter.broker.listener.name", "INSIDE"),
            Map.entry("log.dirs", "/a,/b"),
            Map.entry(CONNECT, "zk1:2181,zk2:2181/kafka/prod/"),
            Map.entry("zookeeper.session.timeout.ms", "6000"),
            Map.entry("zookeeper.connection.timeout.ms", "3000"),
            Map.entry("zookeeper.max.in.flight.requests", "20"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("delete.topic.enable", "false"),
            Map.entry("num.partitions", "6"),
            Map.entry("default.replication.factor", "2"),
            Map.entry("offsets.topic.num.partitions", "5"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.segment.bytes", "1048576"),
            Map.entry("transaction.state.log.num.partitions", "8"),
            Map.entry("transaction.state.log.replication.factor", "2"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.segment.bytes", "1048577"),
            Map.entry("auto.leader.rebalance.enable", "false"),
            Map.entry("leader.imbalance.check.interval.seconds", "60"),
            Map.entry("leader.imbalance.per.broker.percentage", "20"),
            Map.entry("socket.request.max.bytes", "1000000"),
            Map.entry("queued.max.requests", "100"),
            Map.entry("max.connections", "50"),
            Map.entry("socket.listen.backlog.size", "7"),
            Map.entry("socket.send.buffer.bytes", "70000"),
            Map.entry("socket.receive.buffer.bytes", "80000"),
            Map.entry("max.connections.per.ip", "5"),
            Map.entry("connections.max.idle.ms", "1000"));

    BrokerConfig config = BrokerConfig.parse(given);

    assertThat(config)
        .isEqualTo(
            new BrokerConfig(
                7,
                false,
                2000,
                "r1",
                List.of(
                    new BrokerEndpoint("INSIDE", "PLAINTEXT", "10.0.0.1", 9092),
                    new BrokerEndpoint("OUTSIDE", "PLAINTEXT", "::1", 0)),
                Map.of(),
                List.of(
                    new BrokerEndpoint("INSIDE", "PLAINTEXT", "inside", 19092),
                    new BrokerEndpoint("OUTSIDE", "PLAINTEXT", "outside", 29092)),
                "INSIDE",
                List.of(Path.of("/a"), Path.of("/b")),
                new ZookeeperConfig("zk1:2181,zk2:2181", "/kafka/prod", 6000, 3000, 20),
                new TopicPolicy(
                    false,
                    false,
                    6,
                    2,
                    5,
                    1,
                    1_048_576,
                    8,
                    2,
                    1,
                    1_048_577,
                    new TopicPolicy.InternalTopic(50, 3, 2, 104_857_600)),
                new LeadershipPolicy(false, 60_000, 20),
                new ConnectionLimits(
                    1_000_000, 9_000_000, 100, 50, 5, 1000, new SocketSizes(7, 70_000, 80_000)),
                given));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num.partitions|0|num.partitions",
        "queued.max.request.bytes|1000|queued.max.request.bytes must be larger or equal",
        "num.partitions|many|num.partitions",
        "listeners|localhost:9092|listeners must be a list of NAME://host:port",
        "listeners|SSL://:9093|set ssl.keystore.location",
        "listeners|SASL_SSL://:9093|SASL_SSL, which is not supported yet",
        "listeners|X://:9092|listener.security.protocol.map has no protocol for X",
        "listeners|PLAINTEXT://:70000|port outside 0..65535",
        "listeners|PLAINTEXT://:1,PLAINTEXT://:2|twice",
        "advertised.listeners|OTHER://h:1|OTHER",
        "advertised.listeners|PLAINTEXT://0.0.0.0:1|address that clients can reach",
        "broker.id|1001|reserved.broker.max.id",
        "inter.broker.listener.name|NOWHERE|inter.broker.listener.name",
        "process.roles|broker|KRaft"
      })
  void valuesThatAreNotAllowedAreRefusedByTheirKey(String key, String value, String message) {
    Map<String, String> given = new HashMap<>(Map.of(CONNECT, "localhost:2181"));
    given.put(key, value);

    assertThatThrownBy(() -> BrokerConfig.parse(given))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void coordinationServiceMustBeNamed() {
    assertThatThrownBy(() -> BrokerConfig.parse(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("zookeeper.connect is missing");
  }

  @Test
  void keysWithoutEffectAreNamedWithTheReason() {
    BrokerConfig config =
        BrokerConfig.parse(
            Map.of(
                CONNECT,
                "localhost:2181",
                "sasl.jaas.config",
                "/x",
                "num.partition",
                "3",
                "log.retention.hours",
                "1"));

    assertThat(config.keysWithoutEffect())
        .isEqualTo(Map.of("sasl.jaas.config", "not supported yet", "num.partition", "not known"));
  }
}
