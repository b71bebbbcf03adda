package io.jackdaw.cli.apache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.cli.output.Failure;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReassignmentPlanTest {
  private static final List<Node> CLUSTER =
      List.of(new Node(0, "a", 1, "r1"), new Node(1, "b", 1, "r2"), new Node(2, "c", 1, null));
  private static final TopicPartition FIRST = new TopicPartition("t", 0);
  private static final TopicPartition SECOND = new TopicPartition("t", 1);

  @Test
  void partitionsAreSpreadOverTheBrokersThatAreNamed() {
    assertThat(
            ReassignmentPlan.over(CLUSTER, List.of(1, 2), false, bound -> 0)
                .propose(Map.of(FIRST, List.of(0), SECOND, List.of(0))))
        .isEqualTo(Map.of(FIRST, List.of(1), SECOND, List.of(2)));
  }

  @Test
  void thereMustBeABrokerForEachReplica() {
    assertThatThrownBy(
            () ->
                ReassignmentPlan.over(CLUSTER, List.of(1), true, bound -> 0)
                    .propose(Map.of(FIRST, List.of(0, 1))))
        .isInstanceOf(Failure.class)
        .hasMessage("Replication factor: 2 larger than available brokers: 1");
  }

  @Test
  void brokersAreNamedOnceAndAreThere() {
    assertThatThrownBy(() -> ReassignmentPlan.over(CLUSTER, List.of(1, 1), true, bound -> 0))
        .hasMessage("Broker list contains duplicate entries: [1]");
    assertThatThrownBy(() -> ReassignmentPlan.over(CLUSTER, List.of(7), true, bound -> 0))
        .hasMessage("Unknown broker 7");
    assertThatThrownBy(() -> ReassignmentPlan.over(CLUSTER, List.of(), true, bound -> 0))
        .hasMessageStartingWith("Not all brokers have rack information.");
  }
}
