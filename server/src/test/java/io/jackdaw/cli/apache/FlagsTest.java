package io.jackdaw.cli.apache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.output.Failure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Old and new flags of Kafka's tools mean what they meant. */
class FlagsTest {
  @Test
  void theArticlesProducerFlagsNameTheBroker() {
    KafkaConsoleProducer producer =
        parsed(new KafkaConsoleProducer(), "--broker-list", "localhost:9092", "--topic", "test");

    assertThat(producer.producerProperties()).containsEntry("bootstrap.servers", "localhost:9092");
    assertThat(producer.topic).isEqualTo("test");
  }

  @ParameterizedTest
  @CsvSource({"--property", "--reader-property"})
  void bothNamesOfReaderPropertiesAreUnderstood(String flag) {
    KafkaConsoleProducer producer =
        parsed(
            new KafkaConsoleProducer(),
            "--topic",
            "t",
            flag,
            "parse.key=true",
            flag,
            "key.separator=:");

    assertThat(producer.lineFormat()).isEqualTo(Map.of("parse.key", "true", "key.separator", ":"));
  }

  @Test
  void producerFlagsBecomeClientProperties() {
    Properties properties =
        parsed(
                new KafkaConsoleProducer(),
                "--bootstrap-server",
                "b:1",
                "--topic",
                "t",
                "--request-required-acks",
                "1",
                "--timeout",
                "7",
                "--compression-codec",
                "--producer-property",
                "client.id=me")
            .producerProperties();

    assertThat(properties)
        .containsEntry("acks", "1")
        .containsEntry("linger.ms", "7")
        .containsEntry("compression.type", "gzip")
        .containsEntry("client.id", "me");
  }

  @Test
  void aConsumerWithoutGroupReadsInAThrowawayOneThatCommitsNothing() {
    Properties properties =
        parsed(
                new KafkaConsoleConsumer(),
                "--bootstrap-server",
                "b:1",
                "--topic",
                "t",
                "--from-beginning")
            .consumerProperties();

    assertThat(properties)
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("enable.auto.commit", "false");
    assertThat(properties.getProperty("group.id")).startsWith("console-consumer-");
  }

  @Test
  void aConsumerWithGroupCommits() {
    Properties properties =
        parsed(
                new KafkaConsoleConsumer(),
                "--bootstrap-server",
                "b:1",
                "--topic",
                "t",
                "--group",
                "g")
            .consumerProperties();

    assertThat(properties)
        .containsEntry("group.id", "g")
        .doesNotContainKeys("enable.auto.commit", "auto.offset.reset");
  }

  @Test
  void consumersStartWhereOffsetSays() {
    assertThat(parsed(new KafkaConsoleConsumer(), "--topic", "t").startOffset())
        .isEqualTo("latest");
    assertThat(parsed(new KafkaConsoleConsumer(), "--topic", "t", "--from-beginning").startOffset())
        .isEqualTo("earliest");
    assertThat(parsed(new KafkaConsoleConsumer(), "--topic", "t", "--offset", "12").startOffset())
        .isEqualTo("12");
    KafkaConsoleConsumer wrong =
        parsed(new KafkaConsoleConsumer(), "--topic", "t", "--offset", "soon");
    assertThatThrownBy(wrong::startOffset)
        .isInstanceOf(UsageFailure.class)
        .hasMessageContaining("'soon' is incorrect");
  }

  @Test
  void withoutAnyAddressTheMessageNamesTheFlag() {
    KafkaTopics topics = parsed(new KafkaTopics(), "--list");

    assertThatThrownBy(topics::call)
        .isInstanceOf(Failure.class)
        .hasMessage("--bootstrap-server must be specified");
  }

  @Test
  void oneActionIsNeeded() {
    assertThatThrownBy(parsed(new KafkaTopics(), "--list", "--create")::call)
        .isInstanceOf(UsageFailure.class);
    assertThatThrownBy(parsed(new KafkaConsumerGroups(), "--group", "g")::call)
        .isInstanceOf(UsageFailure.class);
    assertThatThrownBy(parsed(new KafkaConfigs(), "--entity-type", "topics")::call)
        .isInstanceOf(UsageFailure.class);
  }

  @Test
  void replicaAssignmentsListBrokersOfEachPartition() {
    assertThat(KafkaTopics.assignment("1:2,2:3"))
        .isEqualTo(Map.of(0, List.of(1, 2), 1, List.of(2, 3)));
    assertThatThrownBy(() -> KafkaTopics.assignment("1:1")).hasMessageContaining("duplicate");
    assertThatThrownBy(() -> KafkaTopics.assignment("1:2,3"))
        .hasMessageContaining("different replication factor");
  }

  @Test
  void bracketsKeepCommasOfAConfigTogether() {
    assertThat(KafkaConfigs.parse("retention.ms=5,cleanup.policy=[compact,delete],empty="))
        .isEqualTo(Map.of("retention.ms", "5", "cleanup.policy", "compact,delete", "empty", ""));
    assertThatThrownBy(() -> KafkaConfigs.parse("nonsense")).hasMessageContaining("key=val");
  }

  @ParameterizedTest
  @CsvSource({
    "t:1,   t, 1, true",
    "t:1,   t, 2, false",
    "t:1-3, t, 2, true",
    "t:1-3, t, 3, false",
    "t:-2,  t, 1, true",
    "t:4-,  t, 3, false",
    "t,     t, 9, true",
    ":0,    x, 0, true",
    "t.*:0, tx, 0, true",
    "u,     t, 0, false"
  })
  void rulesSelectPartitions(String rule, String topic, int partition, boolean selected) {
    assertThat(KafkaGetOffsets.rule(rule).test(new TopicPartition(topic, partition)))
        .isEqualTo(selected);
  }

  @Test
  void assignmentsAreListedByTopic() {
    assertThat(
            DescribedGroups.assignment(
                List.of(
                    new TopicPartition("b", 2),
                    new TopicPartition("a", 1),
                    new TopicPartition("a", 0))))
        .isEqualTo("a:0,1;b:2");
    assertThat(DescribedGroups.assignment(List.of())).isEqualTo("-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"endpoints":["PLAINTEXT://h:9092"],"host":"h","port":9092,"version":5}          | h:9092
          {"endpoints":["SSL://h:9093","PLAINTEXT://h:9094"],"host":null,"port":-1}        | h:9094
          {"host":"old","port":9095,"version":1}                                           | old:9095
          {"endpoints":["SASL_PLAINTEXT://h:9096"],"host":null,"port":-1}                  | h:9096
          """)
  void brokersAreFoundInTheirRegistrations(String json, String address) {
    assertThat(RegisteredBrokers.address(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(address);
  }

  private static <T> T parsed(T tool, String... args) {
    new CommandLine(tool).parseArgs(args);
    return tool;
  }
}
