package io.jackdaw.kafka.controller;

import static io.jackdaw.kafka.metadata.TestBroker.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.TestBroker;
import io.jackdaw.kafka.metadata.TestCoordination;
import io.jackdaw.kafka.metadata.TopicCreation.NewTopic;
import io.jackdaw.kafka.metadata.TopicCreation.Outcome;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.kafka.metadata.ZnodeWrite;
import io.jackdaw.kafka.metadata.Znodes;
import io.jackdaw.kafka.quota.MutationPermits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Brokers with their controllers against a real coordination service. */
class ControllerTest {
  private final Disk disk = new MemoryDisk();
  private TestCoordination service;
  private TestBroker broker;

  @BeforeEach
  void start() {
    service = new TestCoordination();
    broker = TestBroker.start(service, 1, disk);
  }

  @AfterEach
  void stop() {
    broker.close();
    service.close();
  }

  @Test
  void firstBrokerBecomesController() {
    assertThat(broker.image().controllerId()).isEqualTo(1);
    assertThat(broker.text(Znodes.CONTROLLER_EPOCH)).isEqualTo("1");
    assertThat(broker.text(Znodes.CONTROLLER))
        .startsWith("{\"version\":2,\"brokerid\":1,\"timestamp\":\"")
        .endsWith("\",\"kraftControllerEpoch\":-1}");
  }

  @Test
  void createdTopicHasLeadersWhenCreationIsAnswered() {
    Outcome outcome = create("orders", 3);

    assertThat(outcome.error()).isEqualTo(Errors.NONE);
    TopicImage topic = broker.image().topic("orders");
    assertThat(topic.id()).isEqualTo(((Outcome.Created) outcome).topicId());
    assertThat(topic.partitions().values())
        .extracting(PartitionImage::leader)
        .containsExactly(1, 1, 1);
    assertThat(broker.text(Znodes.partitionState("orders", 2)))
        .isEqualTo(
            "{\"controller_epoch\":1,\"leader\":1,\"version\":1,\"leader_epoch\":0,\"isr\":[1]}");
  }

  @Test
  void thousandPartitionsHaveLeadersInWellUnderASecond() {
    create("warm-up", 100);
    long startNs = System.nanoTime();

    create("wide", 1000);

    long tookMs = (System.nanoTime() - startNs) / 1_000_000;
    assertThat(broker.image().topic("wide").partitions()).hasSize(1000);
    assertThat(tookMs).isLessThan(5_000);
  }

  @Test
  void topicOfAnOldToolGetsAnIdAndLeaders() {
    write(ZnodeWrite.create(Znodes.topicConfig("old"), bytes("{\"version\":1,\"config\":{}}")));
    write(
        ZnodeWrite.create(
            Znodes.topic("old"), bytes("{\"version\":1,\"partitions\":{\"1\":[1],\"0\":[1]}}")));

    TopicImage topic =
        broker
            .awaitImage(
                image ->
                    image.topic("old") != null
                        && !image.topic("old").id().equals(Uuid.ZERO_UUID)
                        && image.topic("old").partitions().get(1).leader() == 1)
            .topic("old");

    assertThat(broker.text(Znodes.topic("old")))
        .isEqualTo(
            "{\"partitions\":{\"0\":[1],\"1\":[1]},\"topic_id\":\""
                + topic.id()
                + "\",\"adding_replicas\":{},\"removing_replicas\":{},\"version\":3}");
  }

  @Test
  void addedPartitionsGetLeaders() {
    create("grows", 1);

    Outcome outcome =
        join(broker.topics.grow("grows", 4, null, false, 10_000, MutationPermits.UNLIMITED));

    assertThat(outcome.error()).isEqualTo(Errors.NONE);
    assertThat(broker.image().topic("grows").partitions().values())
        .extracting(PartitionImage::leader)
        .containsExactly(1, 1, 1, 1);
  }

  @Test
  void deletedTopicLeavesNothingBehindAndANewOneHasAnotherId() {
    create("gone", 3);
    Uuid first = broker.image().topic("gone").id();

    Errors deleted = join(broker.topics.delete("gone", 10_000, MutationPermits.UNLIMITED));

    assertThat(deleted).isEqualTo(Errors.NONE);
    assertThat(broker.image().topic("gone")).isNull();
    assertThat(join(broker.client.read(Znodes.topic("gone"))).ok()).isFalse();
    assertThat(join(broker.client.read(Znodes.topicConfig("gone"))).ok()).isFalse();
    assertThat(join(broker.client.children(Znodes.DELETE_TOPICS)).get()).isEmpty();
    assertThat(create("gone", 1).error()).isEqualTo(Errors.NONE);
    assertThat(broker.image().topic("gone").id()).isNotEqualTo(first);
  }

  @Test
  void markerOfAMissingTopicIsRemoved() {
    write(ZnodeWrite.createEmpty(Znodes.deletion("never")));

    broker.awaitImage(image -> join(broker.client.children(Znodes.DELETE_TOPICS)).get().isEmpty());
  }

  @Test
  void leadershipMovesToALivingReplicaAndBackByTheMarker() throws Exception {
    Disk otherDisk = new MemoryDisk();
    TestBroker second = TestBroker.start(service, 2, otherDisk);
    broker.awaitImage(image -> image.brokers().size() == 2);
    join(
        broker.topics.create(
            new NewTopic("moves", -1, -1, new TreeMap<>(Map.of(0, List.of(2, 1))), Map.of()),
            false,
            10_000));
    assertThat(broker.image().partition("moves", 0).leader()).isEqualTo(2);

    second.close();
    broker.awaitImage(image -> image.partition("moves", 0).leader() == 1);
    assertThat(broker.text(Znodes.partitionState("moves", 0)))
        .isEqualTo(
            "{\"controller_epoch\":1,\"leader\":1,\"version\":1,\"leader_epoch\":1,\"isr\":[1]}");

    TestBroker again = TestBroker.start(service, 2, otherDisk);
    PartitionImage alone = broker.image().partition("moves", 0);
    write(
        new ZnodeWrite.Write(
            Znodes.partitionState("moves", 0),
            bytes(
                "{\"controller_epoch\":1,\"leader\":1,\"version\":1,\"leader_epoch\":1,"
                    + "\"isr\":[1,2]}"),
            alone.partitionEpoch()));
    broker.awaitImage(image -> image.partition("moves", 0).isr().size() == 2);
    write(
        ZnodeWrite.create(
            Znodes.PREFERRED_ELECTION,
            bytes("{\"version\":1,\"partitions\":[{\"topic\":\"moves\",\"partition\":0}]}")));
    broker.awaitImage(image -> image.partition("moves", 0).leader() == 2);
    again.close();
  }

  @Test
  void partitionWithoutLivingReplicaHasNoLeader() {
    TestBroker second = TestBroker.start(service, 2, new MemoryDisk());
    broker.awaitImage(image -> image.brokers().size() == 2);
    join(
        broker.topics.create(
            new NewTopic("lonely", -1, -1, new TreeMap<>(Map.of(0, List.of(2))), Map.of()),
            false,
            10_000));

    second.close();

    PartitionImage partition =
        broker
            .awaitImage(image -> image.partition("lonely", 0).leader() == -1)
            .partition("lonely", 0);
    assertThat(partition.isr()).containsExactly(2);
    assertThat(partition.leaderEpoch()).isEqualTo(1);
  }

  @Test
  void anotherBrokerTakesOverWhenTheControllerLeaves() {
    TestBroker second = TestBroker.start(service, 2, new MemoryDisk());
    assertThat(second.image().controllerId()).isEqualTo(1);

    broker.close();

    second.awaitImage(image -> image.controllerId() == 2);
    assertThat(second.text(Znodes.CONTROLLER_EPOCH)).isEqualTo("2");
    assertThat(
            join(second.topics.create(
                    new NewTopic("after", 2, 1, new TreeMap<>(), Map.of()), false, 10_000))
                .error())
        .isEqualTo(Errors.NONE);
    assertThat(second.text(Znodes.partitionState("after", 0))).contains("\"controller_epoch\":2");
    second.close();
  }

  @Test
  void controllerWhoseSeatIsRemovedIsElectedAgainWithTheNextEpoch() {
    write(new ZnodeWrite.Delete(Znodes.CONTROLLER, ZnodeWrite.ANY_VERSION));

    broker.awaitImage(
        image -> join(broker.client.read(Znodes.CONTROLLER_EPOCH)).get().text().equals("2"));
    assertThat(create("later", 1).error()).isEqualTo(Errors.NONE);
  }

  @Test
  void reassignmentThatNeedsNoCopyIsDoneAndTheMarkerRemoved() {
    TestBroker second = TestBroker.start(service, 2, new MemoryDisk());
    broker.awaitImage(image -> image.brokers().size() == 2);
    join(
        broker.topics.create(
            new NewTopic(
                "moved",
                -1,
                -1,
                new TreeMap<>(Map.of(0, List.of(1, 2), 1, List.of(2, 1))),
                Map.of()),
            false,
            10_000));

    write(
        ZnodeWrite.create(
            Znodes.REASSIGN_PARTITIONS,
            bytes(
                "{\"version\":1,\"partitions\":["
                    + "{\"topic\":\"moved\",\"partition\":0,\"replicas\":[2]},"
                    + "{\"topic\":\"moved\",\"partition\":1,\"replicas\":[1,2]}]}")));

    broker.awaitImage(
        image ->
            image.partition("moved", 0).replicas().equals(List.of(2))
                && image.partition("moved", 0).leader() == 2
                && image.partition("moved", 1).replicas().equals(List.of(1, 2)));
    broker.awaitImage(image -> !broker.follower.tree().reassignment().present());
    second.close();
  }

  private Outcome create(String name, int partitions) {
    return join(
        broker.topics.create(
            new NewTopic(name, partitions, 1, new TreeMap<>(), Map.of()), false, 20_000));
  }

  private void write(ZnodeWrite write) {
    assertThat(join(broker.client.write(write)).ok()).as(write.toString()).isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
