package io.jackdaw.kafka.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.TopicZnode.Assignment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of each kind of znode, as Kafka 3.9.1 wrote it; older versions are read. */
class ZnodeJsonTest {
  @Test
  void brokerIsWrittenAsKafkaWritesIt() {
    BrokerZnode broker =
        new BrokerZnode(
            List.of(new BrokerEndpoint("PLAINTEXT", "PLAINTEXT", "127.0.0.1", 31192)),
            "r1",
            1795346868703L);
    String json =
        "{\"features\":{},\"listener_security_protocol_map\":{\"PLAINTEXT\":\"PLAINTEXT\"},"
            + "\"endpoints\":[\"PLAINTEXT://127.0.0.1:31192\"],\"rack\":\"r1\",\"jmx_port\":-1,"
            + "\"port\":31192,\"host\":\"127.0.0.1\",\"version\":5,\"timestamp\":\"1795346868703\"}";

    assertThat(text(broker.encode())).isEqualTo(json);
    assertThat(BrokerZnode.decode(bytes(json))).isEqualTo(broker);
  }

  @Test
  void brokerOfOldVersionsIsRead() {
    BrokerEndpoint plaintext = new BrokerEndpoint("PLAINTEXT", "PLAINTEXT", "old", 9092);

    assertThat(BrokerZnode.decode(bytes("{\"version\":1,\"host\":\"old\",\"port\":9092}")))
        .isEqualTo(new BrokerZnode(List.of(plaintext), null, -1));
    assertThat(
            BrokerZnode.decode(
                    bytes(
                        "{\"endpoints\":[\"PLAINTEXT://old:9092\",\"SSL://[::1]:9093\"],"
                            + "\"version\":2,\"host\":\"old\",\"port\":9092,\"jmx_port\":1}"))
                .endpoints())
        .containsExactly(plaintext, new BrokerEndpoint("SSL", "SSL", "::1", 9093));
  }

  @Test
  void topicIsWrittenAsKafkaWritesIt() {
    Uuid id = Uuid.fromString("spk4W5koTRCBR7ufEyOeVA");
    TopicZnode topic = TopicZnode.of(id, Map.of(0, List.of(1), 1, List.of(1)));
    String json =
        "{\"partitions\":{\"0\":[1],\"1\":[1]},\"topic_id\":\"spk4W5koTRCBR7ufEyOeVA\","
            + "\"adding_replicas\":{},\"removing_replicas\":{},\"version\":3}";

    assertThat(text(topic.encode())).isEqualTo(json);
    assertThat(TopicZnode.decode(bytes(json))).isEqualTo(topic);
  }

  @Test
  void topicUnderReassignmentKeepsItsLists() {
    TreeMap<Integer, Assignment> partitions = new TreeMap<>();
    partitions.put(0, new Assignment(List.of(1, 2, 3), List.of(3), List.of(1)));
    TopicZnode topic = new TopicZnode(Uuid.ZERO_UUID, partitions);

    assertThat(text(topic.encode()))
        .isEqualTo(
            "{\"partitions\":{\"0\":[1,2,3]},\"adding_replicas\":{\"0\":[3]},"
                + "\"removing_replicas\":{\"0\":[1]},\"version\":3}");
    assertThat(TopicZnode.decode(topic.encode())).isEqualTo(topic);
  }

  @Test
  void topicOfVersionOneIsReadInAnyOrderOfItsKeys() {
    assertThat(TopicZnode.decode(bytes("{\"partitions\":{\"0\":[1]},\"version\":1}")))
        .isEqualTo(TopicZnode.decode(bytes("{\"version\":1,\"partitions\":{\"0\":[1]}}")))
        .isEqualTo(TopicZnode.of(Uuid.ZERO_UUID, Map.of(0, List.of(1))));
  }

  @Test
  void partitionStateIsWrittenAsKafkaWritesIt() {
    PartitionStateZnode state = new PartitionStateZnode(2, 1, 0, List.of(1));
    String json =
        "{\"controller_epoch\":2,\"leader\":1,\"version\":1,\"leader_epoch\":0,\"isr\":[1]}";

    assertThat(text(state.encode())).isEqualTo(json);
    assertThat(PartitionStateZnode.decode(bytes(json))).isEqualTo(state);
  }

  @Test
  void controllerIsWrittenAsKafkaWritesIt() {
    ControllerZnode controller = new ControllerZnode(1, 1795346868907L);
    String json =
        "{\"version\":2,\"brokerid\":1,\"timestamp\":\"1795346868907\",\"kraftControllerEpoch\":-1}";

    assertThat(text(controller.encode())).isEqualTo(json);
    assertThat(ControllerZnode.decode(bytes(json))).isEqualTo(controller);
    assertThat(ControllerZnode.decode(bytes("{\"version\":1,\"brokerid\":3,\"timestamp\":\"5\"}")))
        .isEqualTo(new ControllerZnode(3, 5));
  }

  @Test
  void smallZnodesAreWrittenAsKafkaWritesThem() {
    assertThat(text(new ClusterIdZnode("AiPEfgVBTM2vOqcoIqlC1w").encode()))
        .isEqualTo("{\"version\":\"1\",\"id\":\"AiPEfgVBTM2vOqcoIqlC1w\"}");
    assertThat(text(new ProducerIdBlockZnode(1, 0, 999).encode()))
        .isEqualTo("{\"version\":1,\"broker\":1,\"block_start\":\"0\",\"block_end\":\"999\"}");
    assertThat(
            text(
                new ConfigZnode(Map.of("retention.ms", "3600000", "cleanup.policy", "compact"))
                    .encode()))
        .isEqualTo(
            "{\"version\":1,\"config\":{\"cleanup.policy\":\"compact\","
                + "\"retention.ms\":\"3600000\"}}");
    assertThat(text(ConfigZnode.change("topics/t")))
        .isEqualTo("{\"version\":2,\"entity_path\":\"topics/t\"}");
  }

  @Test
  void listsOfPartitionsAreRead() {
    byte[] reassignment =
        bytes(
            "{\"version\":1,\"partitions\":"
                + "[{\"topic\":\"t\",\"partition\":0,\"replicas\":[1,2]}]}");

    assertThat(PartitionsZnode.decode(reassignment)).containsExactly(new TopicPartition("t", 0));
    assertThat(PartitionsZnode.decodeReplicas(reassignment))
        .isEqualTo(Map.of(new TopicPartition("t", 0), List.of(1, 2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"partitions\":[]}",
        "{\"partitions\":{\"x\":[1]}}",
        "{\"partitions\":{\"0\":1}}",
        "{\"partitions\":{\"0\":[\"x\"]}}",
        "{\"partitions\":{\"0\":[1]},\"topic_id\":\"no id\"}"
      })
  void whatIsNoTopicIsRefusedAsMalformed(String json) {
    assertThatThrownBy(() -> TopicZnode.decode(bytes(json)))
        .isInstanceOf(MalformedZnodeException.class);
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
