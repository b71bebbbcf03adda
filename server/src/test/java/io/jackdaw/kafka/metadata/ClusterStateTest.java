package io.jackdaw.kafka.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
  private static final String TOPIC =
      "{\"partitions\":{\"0\":[1]},\"topic_id\":\"spk4W5koTRCBR7ufEyOeVA\",\"version\":3}";
  private static final String STATE =
      "{\"controller_epoch\":2,\"leader\":1,\"version\":1,\"leader_epoch\":5,\"isr\":[1]}";

  private final ClusterState state = new ClusterState("cluster");

  @Test
  void topicBeforeItsStateHasNoLeader() {
    apply("/brokers/topics/t", TOPIC, 3);

    PartitionImage partition = state.image().cluster().partition("t", 0);

    assertThat(partition.leader()).isEqualTo(-1);
    assertThat(partition.leaderEpoch()).isEqualTo(-1);
    assertThat(state.image().topicVersions()).isEqualTo(Map.of("t", 3));
  }

  @Test
  void stateBeforeItsTopicIsKeptForIt() {
    apply("/brokers/topics/t/partitions/0/state", STATE, 7);
    assertThat(state.image().cluster().topics()).isEmpty();

    apply("/brokers/topics/t", TOPIC, 0);

    assertThat(state.image().cluster().partition("t", 0))
        .isEqualTo(new PartitionImage(List.of(1), List.of(), List.of(), 1, 5, List.of(1), 2, 7));
  }

  @Test
  void topicIsFoundByItsId() {
    apply("/brokers/topics/t", TOPIC, 0);

    assertThat(state.image().cluster().topic(Uuid.fromString("spk4W5koTRCBR7ufEyOeVA")).name())
        .isEqualTo("t");
  }

  @Test
  void earlierImagesDoNotChange() {
    apply("/brokers/topics/t", TOPIC, 0);
    ClusterImage before = state.image().cluster();

    state.apply("/brokers/topics/t", null);

    assertThat(before.topic("t")).isNotNull();
    assertThat(state.image().cluster().topic("t")).isNull();
  }

  @Test
  void markerMakesTheTopicDeleting() {
    apply("/brokers/topics/t", TOPIC, 0);
    assertThat(state.image().cluster().topic("t").deleting()).isFalse();

    apply("/admin/delete_topics/t", "", 0);

    assertThat(state.image().cluster().topic("t").deleting()).isTrue();
    assertThat(state.image().deletions()).containsExactly("t");
  }

  @Test
  void unchangedTopicsAreSharedBetweenImages() {
    apply("/brokers/topics/t", TOPIC, 0);
    ClusterImage before = state.image().cluster();

    apply("/config/topics/other", "{\"version\":1,\"config\":{}}", 0);

    assertThat(state.image().cluster().topic("t")).isSameAs(before.topic("t"));
  }

  @Test
  void configurationsAreFoundByEntity() {
    apply("/config/topics/t", "{\"version\":1,\"config\":{\"retention.ms\":\"1\"}}", 0);
    apply("/config/brokers/1", "{\"version\":1,\"config\":{\"a\":\"b\"}}", 0);
    apply("/config/brokers/<default>", "{\"version\":1,\"config\":{\"c\":\"d\"}}", 0);

    assertThat(state.image().cluster().configs())
        .isEqualTo(
            new ConfigImage(
                Map.of("t", Map.of("retention.ms", "1")),
                Map.of(1, Map.of("a", "b")),
                Map.of("c", "d")));
  }

  @Test
  void dataThatIsNotKafkasChangesNothing() {
    apply("/brokers/topics/t", TOPIC, 0);

    apply("/brokers/topics/t", "hello", 1);

    assertThat(state.image().cluster().topics()).containsKey("t");
  }

  @Test
  void brokerThatIsBeingRegisteredIsNotThereYet() {
    apply("/brokers/ids/4", "", 0);

    assertThat(state.image().cluster().brokers()).isEmpty();
  }

  private void apply(String path, String data, int version) {
    state.apply(path, new Znode(data.getBytes(StandardCharsets.UTF_8), version, 1, 0, 0));
  }
}
