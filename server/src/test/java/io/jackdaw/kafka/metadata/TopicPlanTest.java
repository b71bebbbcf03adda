package io.jackdaw.kafka.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.BrokerConfig;
import io.jackdaw.kafka.BrokerConfig.TopicPolicy;
import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.metadata.TopicCreation.NewTopic;
import io.jackdaw.kafka.metadata.TopicCreation.Placement;
import io.jackdaw.log.LogConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPlanTest {
  private static final TopicPolicy POLICY =
      BrokerConfig.parse(Map.of("zookeeper.connect", "localhost:2181", "num.partitions", "4"))
          .topics();

  private final ClusterImage cluster =
      new ClusterImages()
          .broker(0, 9092)
          .broker(1, 9093)
          .topic("there", Uuid.randomUuid(), 2)
          .topic("a.b", Uuid.randomUuid(), 1)
          .topic("going", Uuid.randomUuid(), 1)
          .deleting("going")
          .build();

  @Test
  void defaultsAreTheBrokers() {
    TopicPlan plan = create(cluster, topic("new", -1, -1));

    assertThat(plan).isInstanceOf(TopicPlan.Planned.class);
    assertThat(((TopicPlan.Planned) plan).assignment())
        .isEqualTo(Map.of(0, List.of(0), 1, List.of(1), 2, List.of(0), 3, List.of(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "there,1,1,TOPIC_ALREADY_EXISTS,Topic 'there' already exists.",
    "going,1,1,TOPIC_ALREADY_EXISTS,Topic 'going' is marked for deletion.",
    "a_b,1,1,INVALID_TOPIC_EXCEPTION,Topic 'a_b' collides with existing topic: a.b",
    "n,0,1,INVALID_PARTITIONS,Number of partitions was set to an invalid non-positive value.",
    "n,-2,1,INVALID_PARTITIONS,Number of partitions was set to an invalid non-positive value.",
    "n,1,0,INVALID_REPLICATION_FACTOR,"
        + "'Replication factor must be larger than 0, or -1 to use the default value.'",
    "n,1,3,INVALID_REPLICATION_FACTOR,Replication factor: 3 larger than available brokers: 2."
  })
  void refusesAsApacheDoes(String name, int partitions, int factor, Errors error, String message) {
    assertThat(create(cluster, topic(name, partitions, factor)))
        .isEqualTo(new TopicPlan.Refused(error, message));
  }

  @ParameterizedTest
  @CsvSource({"''", ".", "..", "a b", "a/b", "ü"})
  void refusesNamesThatAreNotAllowed(String name) {
    assertThat(create(cluster, topic(name, 1, 1)))
        .isInstanceOfSatisfying(
            TopicPlan.Refused.class,
            it -> assertThat(it.error()).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION));
  }

  @ParameterizedTest
  @CsvSource({
    "no.such.key,1,Unknown topic config name: no.such.key",
    "retention.ms,soon,Invalid value soon for configuration retention.ms: "
        + "Not a number of type LONG"
  })
  void refusesConfigurationsThatAreNotAllowed(String key, String value, String message) {
    assertThat(create(cluster, new NewTopic("n", 1, 1, new TreeMap<>(), Map.of(key, value))))
        .isEqualTo(new TopicPlan.Refused(Errors.INVALID_CONFIG, message));
  }

  @Test
  void manualAssignmentIsTakenAsItIs() {
    assertThat(manual(Map.of(0, List.of(1, 0), 1, List.of(0, 1))))
        .isEqualTo(
            new TopicPlan.Planned(new TreeMap<>(Map.of(0, List.of(1, 0), 1, List.of(0, 1)))));
  }

  @Test
  void manualAssignmentMustBeWhole() {
    assertThat(manual(Map.of(0, List.of(1), 2, List.of(0))))
        .isEqualTo(misplaced("partitions should be a consecutive 0-based integer sequence"));
    assertThat(manual(Map.of(0, List.of(1), 1, List.of(0, 1))))
        .isEqualTo(
            misplaced(
                "The manual partition assignment includes a partition with 2 replica(s), but this"
                    + " is not consistent with previous partitions, which have 1 replica(s)."));
    assertThat(manual(Map.of(0, List.of(1, 1))))
        .isEqualTo(
            misplaced("The manual partition assignment includes the broker 1 more than once."));
    assertThat(manual(Map.of(0, List.of())))
        .isEqualTo(misplaced("The manual partition assignment includes an empty replica list."));
  }

  @Test
  void manualAssignmentNamesBrokersThatAreThere() {
    TopicPlan refused =
        misplaced(
            "The manual partition assignment includes broker 9, but no such broker is registered.");

    assertThat(manual(Map.of(0, List.of(9), 1, List.of(0)))).isEqualTo(refused);
    assertThat(TopicPlan.grow(cluster, Set.of(), "there", 3, List.of(List.of(0, 9))))
        .isEqualTo(refused);
  }

  @Test
  void manualAssignmentAndNumbersExcludeEachOther() {
    NewTopic both = new NewTopic("n", 1, -1, new TreeMap<>(Map.of(0, List.of(1))), Map.of());

    assertThat(((TopicPlan.Refused) create(cluster, both)).error())
        .isEqualTo(Errors.INVALID_REQUEST);
  }

  @Test
  void aPartitionIsPlacedOnce() {
    NewTopic twice =
        new NewTopic(
            "n",
            -1,
            -1,
            List.of(new Placement(0, List.of(0)), new Placement(0, List.of(1))),
            Map.of(),
            List.of());

    assertThat(create(cluster, twice))
        .isEqualTo(
            new TopicPlan.Refused(
                Errors.INVALID_REPLICA_ASSIGNMENT,
                "Found multiple manual partition assignments for partition 0"));
  }

  @Test
  void aWrongValueIsToldBeforeAWrongPlacement() {
    NewTopic wrong =
        new NewTopic(
            "n",
            1,
            -1,
            List.of(new Placement(0, List.of(9))),
            Map.of("retention.ms", "soon"),
            List.of());

    assertThat(((TopicPlan.Refused) create(cluster, wrong)).error())
        .isEqualTo(Errors.INVALID_CONFIG);
  }

  @Test
  void growthContinuesTheAssignment() {
    assertThat(TopicPlan.grow(cluster, Set.of(), "there", 5, null))
        .isEqualTo(
            new TopicPlan.Planned(
                new TreeMap<>(Map.of(2, List.of(0), 3, List.of(1), 4, List.of(0)))));
  }

  @ParameterizedTest
  @CsvSource({
    "missing,3,UNKNOWN_TOPIC_OR_PARTITION,",
    "going,3,INVALID_TOPIC_EXCEPTION,The topic is queued for deletion.",
    "there,2,INVALID_PARTITIONS,Topic already has 2 partition(s).",
    "there,1,INVALID_PARTITIONS,"
        + "The topic there currently has 2 partition(s); 1 would not be an increase."
  })
  void refusesToGrowAsApacheDoes(String name, int count, Errors error, String message) {
    assertThat(TopicPlan.grow(cluster, Set.of(), name, count, null))
        .isEqualTo(new TopicPlan.Refused(error, message));
  }

  @Test
  void manualGrowthMustFit() {
    assertThat(TopicPlan.grow(cluster, Set.of(), "there", 4, List.of(List.of(1))))
        .isEqualTo(
            misplaced(
                "Attempted to add 2 additional partition(s), but only 1 assignment(s) were"
                    + " specified."));
    assertThat(TopicPlan.grow(cluster, Set.of(), "there", 3, List.of(List.of(0, 1))))
        .isEqualTo(
            misplaced(
                "The manual partition assignment includes a partition with 2 replica(s), but this"
                    + " is not consistent with previous partitions, which have 1 replica(s)."));
  }

  @Test
  void internalTopicsHaveNoMoreReplicasThanThereAreBrokers() {
    NewTopic offsets = InternalTopics.withDefaults("__consumer_offsets", POLICY, 1);

    assertThat(offsets.partitions()).isEqualTo(50);
    assertThat(offsets.replicationFactor()).isEqualTo(1);
    assertThat(offsets.configs()).containsEntry("cleanup.policy", "compact");
    assertThat(InternalTopics.withDefaults("__consumer_offsets", POLICY, 5).replicationFactor())
        .isEqualTo(3);
  }

  @Property(tries = 200)
  void replicasAreDistinctAndSpreadEvenly(
      @ForAll @IntRange(min = 1, max = 7) int brokers,
      @ForAll @IntRange(min = 1, max = 40) int partitions,
      @ForAll @IntRange(min = 0, max = 3) int racks,
      @ForAll @IntRange(min = 0, max = 100) int seed) {
    Map<Integer, BrokerImage> live = new HashMap<>();
    for (int id = 0; id < brokers; id++) {
      live.put(id, new BrokerImage(id, 1, List.of(), racks == 0 ? null : "r" + id % racks));
    }
    int factor = 1 + seed % brokers;

    Map<Integer, List<Integer>> assignment =
        new ReplicaAssignment(List.copyOf(live.values()), factor)
            .assign(0, partitions, seed % brokers, seed % 5);

    Map<Integer, Integer> led = new HashMap<>();
    assignment
        .values()
        .forEach(
            replicas -> {
              assertThat(new HashSet<>(replicas)).hasSize(factor);
              led.merge(replicas.getFirst(), 1, Integer::sum);
              if (racks > 0 && factor >= Math.min(racks, brokers)) {
                assertThat(replicas.stream().map(id -> id % racks).distinct().count())
                    .isEqualTo(Math.min(racks, brokers));
              }
            });
    assertThat(led.values()).allMatch(count -> count <= partitions / brokers + 1);
  }

  private static TopicPlan misplaced(String message) {
    return new TopicPlan.Refused(Errors.INVALID_REPLICA_ASSIGNMENT, message);
  }

  private TopicPlan manual(Map<Integer, List<Integer>> assignment) {
    return create(cluster, new NewTopic("n", -1, -1, new TreeMap<>(assignment), Map.of()));
  }

  private static NewTopic topic(@Nullable String name, int partitions, int factor) {
    return new NewTopic(name == null ? "" : name, partitions, factor, new TreeMap<>(), Map.of());
  }

  @Test
  void brokersWithoutAnOpenDirectoryGetReplicasOnlyWhereTheyAreNamed() {
    assertThat(
            TopicPlan.create(
                cluster,
                Set.of(1),
                topic("new", 2, 1),
                POLICY,
                LogConfig.DEFAULT,
                bound -> bound - 1))
        .isEqualTo(new TopicPlan.Planned(new TreeMap<>(Map.of(0, List.of(0), 1, List.of(0)))));
    assertThat(
            TopicPlan.create(
                cluster, Set.of(1), topic("new", 1, 2), POLICY, LogConfig.DEFAULT, bound -> 0))
        .isEqualTo(
            new TopicPlan.Refused(
                Errors.INVALID_REPLICATION_FACTOR,
                "Unable to replicate the partition 2 time(s): The target replication factor of 2"
                    + " cannot be reached because only 1 broker(s) are registered or some brokers"
                    + " have all their log directories cordoned."));
    assertThat(TopicPlan.grow(cluster, Set.of(0, 1), "there", 3, null))
        .isEqualTo(
            new TopicPlan.Refused(
                Errors.INVALID_REPLICATION_FACTOR,
                "Unable to replicate the partition 1 time(s): All brokers are currently fenced, or"
                    + " have all their log directories cordoned."));
    assertThat(TopicPlan.grow(cluster, Set.of(0, 1), "there", 3, List.of(List.of(1))))
        .isInstanceOf(TopicPlan.Planned.class);
  }

  private static TopicPlan create(ClusterImage cluster, NewTopic topic) {
    return TopicPlan.create(cluster, Set.of(), topic, POLICY, LogConfig.DEFAULT, bound -> 0);
  }
}
