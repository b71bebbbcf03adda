package io.jackdaw.kafka.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.TreeImage;
import io.jackdaw.kafka.metadata.TreeImage.Marker;
import io.jackdaw.kafka.metadata.TreeImage.Seat;
import io.jackdaw.kafka.metadata.ZnodeWrite;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** Each test shows a tree and the whole list of writes that the controller makes of it. */
class ControllerDecisionsTest {
  private static final Uuid ID = Uuid.fromString("spk4W5koTRCBR7ufEyOeVA");
  private static final Rules RULES = new Rules(true, topic -> topic.startsWith("unclean"));
  private static final PartitionImage NEW = started(List.of(0, 1), -1, -1, List.of());

  private Set<String> deletions = Set.of();
  private Marker<List<TopicPartition>> election = new Marker<>(false, List.of());
  private Marker<Map<TopicPartition, List<Integer>>> reassignment = new Marker<>(false, Map.of());
  private final ClusterImages cluster = new ClusterImages().broker(0, 9092).broker(1, 9093);

  @Test
  void quietClusterNeedsNothing() {
    cluster.topic("t", ID, 2, started(List.of(0, 1), 0, 4, List.of(0, 1)));

    assertThat(decisions()).isEmpty();
  }

  @Test
  void newPartitionsAreLedByTheirFirstLivingReplica() {
    cluster.topic("t", ID, 2, NEW);

    assertThat(decisions())
        .containsExactly(
            "create /brokers/topics/t/partitions null",
            "create /brokers/topics/t/partitions/0 null",
            "create /brokers/topics/t/partitions/1 null",
            "create /brokers/topics/t/partitions/0/state " + state(0, 0, "0,1"),
            "create /brokers/topics/t/partitions/1/state " + state(0, 0, "0,1"));
  }

  @Test
  void replicasThatAreDownAreNotInTheFirstIsr() {
    cluster.topic("t", ID, 1, started(List.of(7, 1), -1, -1, List.of()));

    assertThat(decisions())
        .contains("create /brokers/topics/t/partitions/0/state " + state(1, 0, "1"));
  }

  @Test
  void newPartitionWaitsUntilOneOfItsReplicasLives() {
    cluster.topic("t", ID, 1, started(List.of(7), -1, -1, List.of()));

    assertThat(decisions()).isEmpty();
  }

  @Test
  void topicWithoutAnIdGetsOneBeforeItsPartitionsStart() {
    cluster.topic("t", Uuid.ZERO_UUID, 1, NEW);

    assertThat(decisions())
        .first()
        .isEqualTo(
            "write /brokers/topics/t {\"partitions\":{\"0\":[0,1]},\"topic_id\":\""
                + ID
                + "\",\"adding_replicas\":{},\"removing_replicas\":{},\"version\":3} v3");
  }

  @Test
  void leaderThatDiedIsReplacedFromTheIsr() {
    cluster.topic("t", ID, 1, started(List.of(7, 0, 1), 7, 4, List.of(7, 1)));

    assertThat(decisions())
        .containsExactly("write /brokers/topics/t/partitions/0/state " + state(1, 5, "1") + " v0");
  }

  @Test
  void partitionWithoutALivingInSyncReplicaLosesItsLeaderButNotItsIsr() {
    cluster.topic("t", ID, 1, started(List.of(7, 0), 7, 4, List.of(7)));

    assertThat(decisions())
        .containsExactly("write /brokers/topics/t/partitions/0/state " + state(-1, 5, "7") + " v0");
  }

  @Test
  void partitionWithoutLeaderStaysSoUntilAnInSyncReplicaComesBack() {
    cluster.topic("t", ID, 1, started(List.of(7, 0), -1, 5, List.of(7)));

    assertThat(decisions()).isEmpty();

    cluster.broker(7, 9099);
    assertThat(decisions())
        .containsExactly("write /brokers/topics/t/partitions/0/state " + state(7, 6, "7") + " v0");
  }

  @Test
  void uncleanElectionTakesAnyReplicaWhereItIsAllowed() {
    cluster.topic("unclean", ID, 1, started(List.of(7, 0), 7, 4, List.of(7)));

    assertThat(decisions())
        .containsExactly(
            "write /brokers/topics/unclean/partitions/0/state " + state(0, 5, "0") + " v0");
  }

  @Test
  void followerThatDiedLeavesTheIsr() {
    cluster.topic("t", ID, 1, started(List.of(0, 7), 0, 4, List.of(0, 7)));

    assertThat(decisions())
        .containsExactly("write /brokers/topics/t/partitions/0/state " + state(0, 5, "0") + " v0");
  }

  @Test
  void topicMarkedForDeletionIsRemovedAndNotLookedAtOtherwise() {
    cluster.topic("t", ID, 1, NEW).config("t", "retention.ms", "1").deleting("t");
    deletions = Set.of("t");

    assertThat(decisions())
        .containsExactly(
            "remove all below t",
            "delete /brokers/topics/t",
            "delete /config/topics/t",
            "delete /admin/delete_topics/t");
  }

  @Test
  void markerIsDroppedWhereDeletionIsNotAllowedOrTheTopicIsUnknown() {
    cluster.topic("t", ID, 1, started(List.of(0), 0, 0, List.of(0))).deleting("t");
    deletions = Set.of("t");

    assertThat(show(decide(new Rules(false, topic -> false))))
        .containsExactly("delete /admin/delete_topics/t");

    cluster.without("t");
    assertThat(decisions()).containsExactly("delete /admin/delete_topics/t");
  }

  @Test
  void preferredElectionGivesLeadershipBackAndDropsItsMarker() {
    cluster.topic("t", ID, 2, started(List.of(0, 1), 1, 4, List.of(1, 0)));
    election = new Marker<>(true, List.of(new TopicPartition("t", 1)));

    assertThat(decisions())
        .containsExactly(
            "write /brokers/topics/t/partitions/1/state " + state(0, 5, "1,0") + " v0",
            "delete /admin/preferred_replica_election");
  }

  @Test
  void preferredReplicaThatIsNotInSyncDoesNotLead() {
    cluster.topic("t", ID, 1, started(List.of(0, 1), 1, 4, List.of(1)));
    election = new Marker<>(true, List.of(new TopicPartition("t", 0)));

    assertThat(decisions()).containsExactly("delete /admin/preferred_replica_election");
  }

  @Test
  void reassignmentThatNeedsCopyingIsDropped() {
    cluster.topic("t", ID, 1, started(List.of(0), 0, 4, List.of(0)));
    reassignment = new Marker<>(true, Map.of(new TopicPartition("t", 0), List.of(1)));

    assertThat(decisions()).containsExactly("delete /admin/reassign_partitions");
  }

  @Test
  void wideTopicIsStartedInStepsThatFitIntoARequest() {
    cluster.topic("t", ID, 600, NEW);

    List<Change> changes = decide(RULES);

    assertThat(changes).hasSize(3);
    assertThat(((Change.Step) changes.getFirst()).writes()).hasSize(250);
    assertThat(((Change.Step) changes.getFirst()).parents())
        .first()
        .isEqualTo("/brokers/topics/t/partitions");
    assertThat(((Change.Step) changes.getLast()).writes()).hasSize(100);
  }

  @Test
  void rebalanceActsOnlyAboveTheToleratedShare() {
    cluster.topic("even", ID, 9, started(List.of(0, 1), 0, 0, List.of(0, 1)));
    cluster.topic("odd", Uuid.randomUuid(), 1, started(List.of(0, 1), 1, 0, List.of(0, 1)));

    assertThat(show(ControllerDecisions.rebalance(tree(), 10, 9))).isEmpty();
    assertThat(show(ControllerDecisions.rebalance(tree(), 9, 9)))
        .containsExactly(
            "write /brokers/topics/odd/partitions/0/state " + state(0, 1, "0,1") + " v0");
  }

  private List<String> decisions() {
    return show(decide(RULES));
  }

  private List<Change> decide(Rules rules) {
    return ControllerDecisions.decide(tree(), rules, 9, () -> ID);
  }

  private TreeImage tree() {
    ClusterImage image = cluster.build();
    return new TreeImage(
        image,
        new Seat(0, 1),
        image.topics().keySet().stream().collect(Collectors.toMap(name -> name, name -> 3)),
        deletions,
        election,
        reassignment);
  }

  private static List<String> show(List<Change> changes) {
    return changes.stream().flatMap(ControllerDecisionsTest::show).toList();
  }

  private static Stream<String> show(Change change) {
    return switch (change) {
      case Change.Step step ->
          Stream.concat(
              step.parents().stream().map(parent -> ZnodeWrite.createEmpty(parent).toString()),
              step.writes().stream().map(ZnodeWrite::toString));
      case Change.RemoveTopic removal ->
          Stream.concat(
              Stream.of("remove all below " + removal.topic()),
              removal.last().stream().map(ZnodeWrite::toString));
    };
  }

  private static PartitionImage started(
      List<Integer> replicas, int leader, int epoch, List<Integer> isr) {
    return ClusterImages.state(replicas, leader, epoch, isr);
  }

  private static String state(int leader, int epoch, String isr) {
    return ("{\"controller_epoch\":9,\"leader\":%d,\"version\":1,\"leader_epoch\":%d,"
            + "\"isr\":[%s]}")
        .formatted(leader, epoch, isr);
  }
}
