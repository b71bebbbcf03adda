package io.jackdaw.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Apache's own consumers in groups, and its admin client's view of them. */
@Timeout(120)
class RealGroupsTest {
  private static final TopicPartition T0 = new TopicPartition("t", 0);
  private static final TopicPartition T1 = new TopicPartition("t", 1);
  private static final int PARTITIONS = 4;

  @TempDir private Path temporary;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Jackdaw broker;
  private Admin admin;

  @BeforeEach
  void start() throws Exception {
    broker = startNode();
    admin = admin();
    admin.createTopics(List.of(new NewTopic("t", PARTITIONS, (short) 1))).all().get();
  }

  private Jackdaw startNode() {
    Jackdaw started = Jackdaw.builder().dataDir(temporary).start();
    open.add(started);
    return started;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void aGroupGoesOnWhereItStoppedAfterARestartOfTheBroker() throws Exception {
    produce(10);
    try (KafkaConsumer<String, String> first = consumer(Map.of())) {
      first.subscribe(List.of("t"));
      assertThat(read(first, 10)).hasSize(10);
      first.commitSync();
    }
    broker.close();
    broker = startNode();
    produce(3);

    KafkaConsumer<String, String> second = consumer(Map.of());
    second.subscribe(List.of("t"));

    assertThat(read(second, 3)).containsExactlyInAnyOrder("v0", "v1", "v2");
  }

  @Test
  void twoMembersShareThePartitionsAndTheOneThatStaysGetsAll() {
    KafkaConsumer<String, String> first = consumer(Map.of());
    KafkaConsumer<String, String> second = consumer(Map.of());
    first.subscribe(List.of("t"));
    second.subscribe(List.of("t"));

    pollUntil(
        () -> first.assignment().size() == 2 && second.assignment().size() == 2, first, second);
    second.close();
    pollUntil(() -> first.assignment().size() == PARTITIONS, first);
  }

  @Test
  void aCooperativeGroupKeepsWhatNeedNotMove() {
    Map<String, Object> cooperative =
        Map.of("partition.assignment.strategy", List.of(CooperativeStickyAssignor.class.getName()));
    KafkaConsumer<String, String> first = consumer(cooperative);
    List<TopicPartition> revoked = new ArrayList<>();
    first.subscribe(List.of("t"), revocations(revoked));
    pollUntil(() -> first.assignment().size() == PARTITIONS, first);
    KafkaConsumer<String, String> second = consumer(cooperative);
    second.subscribe(List.of("t"));

    pollUntil(
        () -> first.assignment().size() == 2 && second.assignment().size() == 2, first, second);

    assertThat(revoked).hasSize(2);
  }

  @Test
  void aStaticMemberComesBackWithoutARebalance() {
    KafkaConsumer<String, String> stays = consumer(Map.of("group.instance.id", "stays"));
    List<TopicPartition> revoked = new ArrayList<>();
    stays.subscribe(List.of("t"), revocations(revoked));
    KafkaConsumer<String, String> restarts = consumer(Map.of("group.instance.id", "restarts"));
    restarts.subscribe(List.of("t"));
    pollUntil(
        () -> stays.assignment().size() == 2 && restarts.assignment().size() == 2, stays, restarts);
    Set<TopicPartition> had = Set.copyOf(restarts.assignment());
    revoked.clear();
    restarts.close();

    KafkaConsumer<String, String> restarted = consumer(Map.of("group.instance.id", "restarts"));
    restarted.subscribe(List.of("t"));
    pollUntil(() -> restarted.assignment().size() == 2, stays, restarted);

    assertThat(restarted.assignment()).isEqualTo(had);
    assertThat(revoked).isEmpty();
  }

  @Test
  void aMemberThatFallsSilentLosesItsPartitions() {
    Map<String, Object> quick = Map.of("session.timeout.ms", 6_000, "heartbeat.interval.ms", 500);
    KafkaConsumer<String, String> first = consumer(quick);
    KafkaConsumer<String, String> second =
        consumer(
            Map.of(
                "session.timeout.ms", 6_000,
                "heartbeat.interval.ms", 500,
                "max.poll.interval.ms", 2_000));
    first.subscribe(List.of("t"));
    second.subscribe(List.of("t"));
    pollUntil(
        () -> first.assignment().size() == 2 && second.assignment().size() == 2, first, second);

    pollUntil(() -> first.assignment().size() == PARTITIONS, first);
  }

  @Test
  void anAdminSeesAndChangesGroups() throws Exception {
    produce(4);
    KafkaConsumer<String, String> member = consumer(Map.of("group.instance.id", "one"));
    member.subscribe(List.of("t"));
    assertThat(read(member, 4)).hasSize(4);
    member.commitSync(Map.of(T0, new OffsetAndMetadata(1, Optional.of(0), "note")));

    ConsumerGroupDescription group = describe("g");
    assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
    assertThat(group.type()).isEqualTo(GroupType.CLASSIC);
    assertThat(group.partitionAssignor()).isEqualTo("range");
    assertThat(group.members())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.groupInstanceId()).contains("one");
              assertThat(each.assignment().topicPartitions()).hasSize(PARTITIONS);
              assertThat(each.host()).isEqualTo("/127.0.0.1");
            });
    Collection<GroupListing> listed =
        admin
            .listGroups(
                ListGroupsOptions.forConsumerGroups().inGroupStates(Set.of(GroupState.STABLE)))
            .all()
            .get();
    assertThat(listed).extracting(GroupListing::groupId).containsExactly("g");
    assertThat(offsets().get(T0)).isEqualTo(new OffsetAndMetadata(1, Optional.of(0), "note"));

    refused(
        GroupNotEmptyException.class, () -> admin.deleteConsumerGroups(List.of("g")).all().get());
    refused(
        GroupSubscribedToTopicException.class,
        () -> admin.deleteConsumerGroupOffsets("g", Set.of(T0)).all().get());
    refused(GroupIdNotFoundException.class, () -> describe("nobody"));

    admin
        .removeMembersFromConsumerGroup(
            "g", new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove("one"))))
        .all()
        .get();
    assertThat(describe("g").groupState()).isEqualTo(GroupState.EMPTY);
    admin.alterConsumerGroupOffsets("g", Map.of(T1, new OffsetAndMetadata(7))).all().get();
    assertThat(offsets()).containsEntry(T1, new OffsetAndMetadata(7));
    admin.deleteConsumerGroupOffsets("g", Set.of(T0)).all().get();
    assertThat(offsets()).doesNotContainKey(T0).containsKey(T1);
    admin.deleteConsumerGroups(List.of("g")).all().get();
    refused(GroupIdNotFoundException.class, () -> describe("g"));
    assertThat(admin.listGroups().all().get()).isEmpty();
  }

  @Test
  void offsetsInADeletedTopicAreForgotten() throws Exception {
    admin.alterConsumerGroupOffsets("g", Map.of(T1, new OffsetAndMetadata(7))).all().get();

    admin.deleteTopics(List.of("t")).all().get();

    pollUntil(() -> offsets().isEmpty());
  }

  private static ConsumerRebalanceListener revocations(List<TopicPartition> revoked) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        revoked.addAll(partitions);
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
    };
  }

  private ConsumerGroupDescription describe(String group) throws Exception {
    return Objects.requireNonNull(
            admin.describeConsumerGroups(List.of(group)).describedGroups().get(group))
        .get();
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets() throws Exception {
    return admin.listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata().get();
  }

  private static void refused(Class<? extends Throwable> error, Call call) {
    assertThatThrownBy(call::run).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(error);
  }

  private interface Call {
    void run() throws Exception;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  /** Polls all consumers in turn, as their owners would, until the condition holds. */
  @SafeVarargs
  private static void pollUntil(Condition condition, KafkaConsumer<String, String>... consumers) {
    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              for (KafkaConsumer<String, String> consumer : consumers) {
                consumer.poll(Duration.ofMillis(50));
              }
              return condition.holds();
            });
  }

  private static List<String> read(KafkaConsumer<String, String> consumer, int count) {
    List<String> values = new ArrayList<>();
    pollUntil(
        () -> {
          for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(50))) {
            values.add(record.value());
          }
          return values.size() >= count;
        });
    return values;
  }

  private void produce(int count) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < count; i++) {
        producer.send(new ProducerRecord<>("t", i % PARTITIONS, null, "v" + i)).get();
      }
    }
  }

  private KafkaConsumer<String, String> consumer(Map<String, Object> config) {
    Map<String, Object> all = new HashMap<>(config);
    all.put("bootstrap.servers", broker.bootstrapServers());
    all.put("group.id", "g");
    all.put("auto.offset.reset", "earliest");
    all.put("enable.auto.commit", false);
    all.putIfAbsent("heartbeat.interval.ms", 200);
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
    open.add(consumer);
    return consumer;
  }

  private Admin admin() {
    Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    open.add(admin);
    return admin;
  }
}
