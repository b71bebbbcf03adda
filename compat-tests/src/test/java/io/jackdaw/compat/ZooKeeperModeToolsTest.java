package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Apache Kafka 2.8.2's tools with {@code --zookeeper}: they write znodes, and the broker obeys.
 *
 * <p>One long method, because it is the life of one topic: each step needs the one before.
 */
class ZooKeeperModeToolsTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @Test
  void topicMadeThroughZnodesLivesOnTheBroker() {
    KafkaTools today = new KafkaTools(SERVER.bootstrapServers());

    assertThat(
            topics("--create", "--topic", "old", "--partitions", "3", "--replication-factor", "1")
                .succeeded()
                .out())
        .contains("Created topic old.");
    assertThat(topics("--list").succeeded().lines()).contains("old");
    awaitDescription(today, "PartitionCount: 3", "Partition: 2\tLeader: ");
    assertThat(topics("--describe", "--topic", "old").succeeded().out())
        .contains("PartitionCount: 3")
        .containsPattern("Partition: 2\tLeader: (\\d+)\tReplicas: \\1\tIsr: \\1");

    today.produce("one\ntwo\n", "--topic", "old").succeeded();
    assertThat(
            today
                .consume("--topic", "old", "--from-beginning", "--max-messages", "2")
                .succeeded()
                .lines())
        .containsExactlyInAnyOrder("one", "two");

    topics("--alter", "--topic", "old", "--partitions", "4").succeeded();
    awaitDescription(today, "PartitionCount: 4");

    topics("--alter", "--topic", "old", "--config", "retention.ms=86400000").succeeded();
    awaitDescription(today, "retention.ms=86400000");
    assertThat(
            run("kafka.admin.ConfigCommand", "--describe", "--entity-type", "topics")
                .succeeded()
                .out())
        .contains("retention.ms=86400000");

    assertThat(topics("--delete", "--topic", "old").succeeded().out())
        .contains("Topic old is marked for deletion.");
    await()
        .atMost(30, SECONDS)
        .untilAsserted(
            () -> assertThat(today.topics("--list").succeeded().lines()).doesNotContain("old"));
    assertThat(topics("--list").succeeded().lines()).doesNotContain("old");
  }

  @Test
  void topicMadeOnTheBrokerIsSeenThroughZnodes() {
    new KafkaTools(SERVER.bootstrapServers())
        .topics("--create", "--topic", "new", "--partitions", "2")
        .succeeded();

    assertThat(topics("--describe", "--topic", "new").succeeded().out())
        .contains("Topic: new", "PartitionCount: 2")
        .containsPattern("Partition: 1\tLeader: \\d+");
  }

  private static void awaitDescription(KafkaTools today, String... words) {
    await()
        .atMost(30, SECONDS)
        .untilAsserted(
            () -> assertThat(today.topics("--describe", "--topic", "old").out()).contains(words));
  }

  private static Outcome topics(String... arguments) {
    return run("kafka.admin.TopicCommand", arguments);
  }

  private static Outcome run(String mainClass, String... arguments) {
    return JavaTool.of("kafka-2.8", mainClass)
        .run(
            Stream.concat(Stream.of("--zookeeper", SERVER.connectString()), Stream.of(arguments))
                .toArray(String[]::new));
  }
}
