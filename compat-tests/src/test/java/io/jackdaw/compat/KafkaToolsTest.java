package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache Kafka 4.3.1's own command line tools against the broker. */
class KafkaToolsTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private KafkaTools tools = new KafkaTools("");

  @BeforeEach
  void pointAtServer() {
    tools = new KafkaTools(SERVER.bootstrapServers());
  }

  @Test
  void topicsToolCreatesListsDescribesGrowsAndDeletes() {
    Outcome created = createTopic("life", "--partitions", "3", "--config", "retention.ms=3600000");
    assertThat(created.out()).contains("Created topic life.");
    assertThat(tools.topics("--list").succeeded().lines()).contains("life");

    String description = tools.topics("--describe", "--topic", "life").succeeded().out();
    assertThat(description)
        .contains("PartitionCount: 3", "ReplicationFactor: 1", "retention.ms=3600000")
        .containsPattern("Partition: 2\\s+Leader: \\d+\\s+Replicas: \\d+\\s+Isr: \\d+");

    tools.topics("--alter", "--topic", "life", "--partitions", "5").succeeded();
    assertThat(tools.topics("--describe", "--topic", "life").succeeded().out())
        .contains("PartitionCount: 5");

    tools.topics("--delete", "--topic", "life").succeeded();
    assertThat(tools.topics("--list").succeeded().lines()).doesNotContain("life");
  }

  @Test
  void topicsToolIsRefusedWithKafkasOwnErrors() {
    createTopic("taken").succeeded();

    assertThat(createTopic("taken").everything()).contains("Topic 'taken' already exists");
    assertThat(createTopic("far", "--replication-factor", "3").everything())
        .contains("InvalidReplicationFactorException");
    assertThat(createTopic("odd name").everything()).contains("InvalidTopicException");
    assertThat(createTopic("odd", "--config", "no.such.key=1").everything())
        .contains("no.such.key");
    assertThat(tools.topics("--delete", "--topic", "absent").exitCode()).isNotZero();
  }

  @Test
  void consoleProducerAndConsumerCarryKeysAndValues() {
    createTopic("pairs").succeeded();
    tools
        .produce(
            "a:1\nb:2\na:3\n",
            "--topic",
            "pairs",
            "--reader-property",
            "parse.key=true",
            "--reader-property",
            "key.separator=:")
        .succeeded();

    Outcome consumed =
        tools.consume(
            "--topic",
            "pairs",
            "--from-beginning",
            "--max-messages",
            "3",
            "--formatter-property",
            "print.key=true",
            "--formatter-property",
            "key.separator=:");

    assertThat(consumed.succeeded().lines()).containsExactly("a:1", "b:2", "a:3");
  }

  @Test
  void consoleProducerMakesTheTopicItNeeds() {
    tools.produce("first\n", "--topic", "made-by-need").succeeded();

    assertThat(
            tools
                .consume("--topic", "made-by-need", "--from-beginning", "--max-messages", "1")
                .succeeded()
                .lines())
        .containsExactly("first");
  }

  @Test
  void consoleConsumerStartsAtTheOffsetOfThePartition() {
    createTopic("numbers", "--partitions", "1").succeeded();
    tools.produce(numbers(10), "--topic", "numbers").succeeded();

    Outcome consumed =
        tools.consume(
            "--topic", "numbers", "--partition", "0", "--offset", "7", "--max-messages", "3");

    assertThat(consumed.succeeded().lines()).containsExactly("7", "8", "9");
  }

  @Test
  void everyCompressionArrivesAsItWasSent() {
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      String topic = "squeezed-" + codec;
      createTopic(topic).succeeded();
      tools
          .produce(
              numbers(200), "--topic", topic, "--command-property", "compression.type=" + codec)
          .succeeded();

      Outcome consumed =
          tools.consume("--topic", topic, "--from-beginning", "--max-messages", "200");

      assertThat(String.join("\n", consumed.succeeded().lines()) + "\n").isEqualTo(numbers(200));
    }
  }

  @Test
  void configsToolSetsShowsAndRemovesTopicConfigs() {
    createTopic("tuned").succeeded();
    configs(
            "tuned",
            "--alter",
            "--add-config",
            "retention.ms=7200000,cleanup.policy=[compact,delete]")
        .succeeded();

    assertThat(configs("tuned", "--describe").succeeded().out())
        .contains("retention.ms=7200000", "cleanup.policy=compact,delete");
    assertThat(configs("tuned", "--describe", "--all").succeeded().out())
        .contains("DYNAMIC_TOPIC_CONFIG:retention.ms=7200000", "segment.bytes=1073741824");

    configs("tuned", "--alter", "--delete-config", "retention.ms,cleanup.policy").succeeded();
    assertThat(configs("tuned", "--describe").succeeded().out()).doesNotContain("retention.ms");

    assertThat(configs("tuned", "--alter", "--add-config", "retention.ms=soon").everything())
        .contains("InvalidConfigurationException");
  }

  @Test
  void consumerGroupsToolShowsLagResetsOffsetsAndDeletes() {
    createTopic("work", "--partitions", "1").succeeded();
    tools.produce(numbers(10), "--topic", "work").succeeded();
    tools
        .consume("--topic", "work", "--group", "crew", "--from-beginning", "--max-messages", "4")
        .succeeded();

    assertThat(tools.groups("--list").succeeded().lines()).contains("crew");
    assertThat(rowOf("crew", "work")).startsWith("crew", "work", "0", "4", "10", "6");
    assertThat(tools.groups("--describe", "--group", "crew", "--state").succeeded().out())
        .contains("Empty");

    tools
        .groups(
            "--group", "crew", "--topic", "work", "--reset-offsets", "--to-earliest", "--execute")
        .succeeded();
    assertThat(rowOf("crew", "work")).startsWith("crew", "work", "0", "0", "10", "10");

    assertThat(
            tools
                .groups("--delete-offsets", "--group", "crew", "--topic", "work")
                .succeeded()
                .out())
        .contains("Successful");
    tools.groups("--delete", "--group", "crew").succeeded();
    assertThat(tools.groups("--list").succeeded().lines()).doesNotContain("crew");
  }

  @Test
  void offsetsAndDeletedRecordsAreReported() throws IOException {
    createTopic("trimmed", "--partitions", "1").succeeded();
    tools.produce(numbers(10), "--topic", "trimmed").succeeded();
    assertThat(tools.offsets("--topic", "trimmed").succeeded().lines())
        .containsExactly("trimmed:0:10");

    Path request = Places.freshFolder("delete-records").resolve("request.json");
    Files.writeString(
        request,
        "{\"version\":1,\"partitions\":[{\"topic\":\"trimmed\",\"partition\":0,\"offset\":6}]}");
    tools
        .run(
            "org.apache.kafka.tools.DeleteRecordsCommand", "--offset-json-file", request.toString())
        .succeeded();

    assertThat(tools.offsets("--topic", "trimmed", "--time", "earliest").succeeded().lines())
        .containsExactly("trimmed:0:6");
    assertThat(
            tools
                .consume("--topic", "trimmed", "--from-beginning", "--max-messages", "4")
                .succeeded()
                .lines())
        .containsExactly("6", "7", "8", "9");
  }

  @Test
  void brokerTellsItsVersionsAndItsLogDirectories() {
    createTopic("placed", "--partitions", "2").succeeded();

    assertThat(tools.run("org.apache.kafka.tools.BrokerApiVersionsCommand").succeeded().out())
        .containsPattern("Produce\\(0\\): \\d+ to \\d+ \\[usable: \\d+\\]")
        .containsPattern("Fetch\\(1\\): \\d+ to \\d+ \\[usable: \\d+\\]");
    assertThat(
            tools
                .run(
                    "org.apache.kafka.tools.LogDirsCommand", "--describe", "--topic-list", "placed")
                .succeeded()
                .out())
        .contains("placed-0", "placed-1");
  }

  @Test
  void verifiableProducersRecordsAreAllConsumed() {
    createTopic("verified", "--partitions", "3").succeeded();

    Outcome produced =
        tools.run(
            "org.apache.kafka.tools.VerifiableProducer",
            "--topic",
            "verified",
            "--max-messages",
            "2000",
            "--acks",
            "-1");
    Outcome consumed =
        tools.run(
            "org.apache.kafka.tools.VerifiableConsumer",
            "--topic",
            "verified",
            "--group-id",
            "verifier",
            "--reset-policy",
            "earliest",
            "--max-messages",
            "2000");

    assertThat(produced.succeeded().out()).contains("\"acked\":2000");
    assertThat(consumed.succeeded().out()).contains("offsets_committed");
    assertThat(
            tools.offsets("--topic", "verified").succeeded().lines().stream()
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(':') + 1)))
                .sum())
        .isEqualTo(2000);
  }

  @Test
  void levelsOfABrokersLoggersAreChangedAndTakenBack() throws Exception {
    String broker;
    try (Admin admin = new KafkaClients(SERVER.bootstrapServers()).admin()) {
      broker = admin.describeCluster().nodes().get().iterator().next().idString();
    }
    String logger =
        loggers(broker, "--describe").lines().stream()
            .map(line -> line.strip().replaceFirst("=.*", ""))
            .filter(name -> name.matches("[a-z.]+\\.[A-Za-z]+"))
            .findFirst()
            .orElseThrow();

    loggers(broker, "--alter", "--add-config", logger + "=TRACE");
    assertThat(loggers(broker, "--describe").out()).contains(logger + "=TRACE");
    loggers(broker, "--alter", "--delete-config", logger);
    assertThat(loggers(broker, "--describe").out())
        .contains(logger + "=")
        .doesNotContain(logger + "=TRACE");
  }

  private Outcome loggers(String broker, String... more) {
    return tools
        .configs(with(List.of("--entity-type", "broker-loggers", "--entity-name", broker), more))
        .succeeded();
  }

  private Outcome createTopic(String topic, String... more) {
    return tools.topics(with(List.of("--create", "--topic", topic), more));
  }

  private Outcome configs(String topic, String... more) {
    return tools.configs(with(List.of("--entity-type", "topics", "--entity-name", topic), more));
  }

  /** The words of the one line that {@code --describe} prints for a group's topic. */
  private List<String> rowOf(String group, String topic) {
    return tools.groups("--describe", "--group", group).succeeded().lines().stream()
        .map(line -> List.of(line.split("\\s+")))
        .filter(words -> words.size() > 1 && words.get(1).equals(topic))
        .findFirst()
        .orElseThrow();
  }

  private static String numbers(int count) {
    return IntStream.range(0, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String[] with(List<String> first, String... more) {
    return java.util.stream.Stream.concat(first.stream(), java.util.stream.Stream.of(more))
        .toArray(String[]::new);
  }
}
