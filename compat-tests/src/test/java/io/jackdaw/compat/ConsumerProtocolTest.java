package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache's consumer 4.3.1 with {@code group.protocol=consumer} (KIP-848). */
class ConsumerProtocolTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private static final Duration A_MOMENT = Duration.ofMillis(100);
  private static final long PATIENCE_MS = 60_000;

  private final KafkaClients clients = new KafkaClients(SERVER.bootstrapServers());

  @Test
  void oneMemberReadsCommitsAndGoesOnWhereItWas() throws Exception {
    fill("single", 3, 30);
    try (KafkaConsumer<String, String> consumer = consumer("single-group")) {
      consumer.subscribe(List.of("single"));
      assertThat(read(consumer, 30)).hasSize(30);
      consumer.commitSync();
    }
    try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
      producer.send(new ProducerRecord<>("single", 0, "k", "new")).get();
    }

    try (KafkaConsumer<String, String> again = consumer("single-group")) {
      again.subscribe(List.of("single"));

      assertThat(read(again, 1)).containsExactly("new");
    }
  }

  @Test
  void membersShareThePartitionsAndTakeOverWhatOthersLeave() throws Exception {
    fill("shared", 6, 6);
    try (KafkaConsumer<String, String> one = consumer("shared-group");
        KafkaConsumer<String, String> two = consumer("shared-group")) {
      one.subscribe(List.of("shared"));
      poll(() -> one.assignment().size() == 6, one);
      two.subscribe(List.of("shared"));
      poll(() -> one.assignment().size() == 3 && two.assignment().size() == 3, one, two);
      Set<TopicPartition> all = new HashSet<>(one.assignment());
      all.addAll(two.assignment());
      assertThat(all).hasSize(6);
      ConsumerGroupDescription described = describe("shared-group");
      assertThat(described.type()).isEqualTo(GroupType.CONSUMER);
      assertThat(described.groupState()).isEqualTo(GroupState.STABLE);
      assertThat(described.partitionAssignor()).isEqualTo("uniform");
      assertThat(described.members()).hasSize(2);

      two.close();

      poll(() -> one.assignment().size() == 6, one);
    }
    assertThat(describe("shared-group").groupState()).isEqualTo(GroupState.EMPTY);
  }

  @Test
  void theBrokerResolvesAPatternAndFindsNewTopics() throws Exception {
    fill("pattern-a", 1, 1);
    try (KafkaConsumer<String, String> consumer = consumer("pattern-group")) {
      consumer.subscribe(new SubscriptionPattern("pattern-.*"));
      poll(() -> consumer.assignment().size() == 1, consumer);

      fill("pattern-b", 2, 1);

      poll(() -> consumer.assignment().size() == 3, consumer);
      consumer.unsubscribe();
      consumer.subscribe(List.of("pattern-a"));
      poll(() -> consumer.assignment().size() == 1, consumer);
    }
  }

  @Test
  void aStaticMemberKeepsItsPlaceOverARestart() throws Exception {
    fill("static", 2, 2);
    Map<String, Object> name = Map.of("group.instance.id", "me");
    TopicPartition kept;
    try (KafkaConsumer<String, String> other = consumer("static-group");
        KafkaConsumer<String, String> first = consumer("static-group", name)) {
      other.subscribe(List.of("static"));
      first.subscribe(List.of("static"));
      poll(() -> other.assignment().size() == 1 && first.assignment().size() == 1, other, first);
      kept = first.assignment().iterator().next();
      try (KafkaConsumer<String, String> usurper = consumer("static-group", name)) {
        usurper.subscribe(List.of("static"));
        assertThatThrownBy(() -> poll(() -> false, usurper))
            .isInstanceOf(UnreleasedInstanceIdException.class);
      }
      first.close(
          CloseOptions.groupMembershipOperation(
              CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
      try (KafkaConsumer<String, String> second = consumer("static-group", name)) {
        second.subscribe(List.of("static"));
        poll(() -> second.assignment().size() == 1, second, other);

        assertThat(second.assignment()).containsExactly(kept);
        assertThat(other.assignment()).hasSize(1);
      }
    }
  }

  @Test
  void aGroupGoesOverToTheNewProtocolAndBackWhileItReads() throws Exception {
    fill("moving", 4, 4);
    Map<String, Object> classic = Map.of("group.protocol", "classic");
    try (KafkaConsumer<String, String> old = consumer("moving-group", classic)) {
      old.subscribe(List.of("moving"));
      poll(() -> old.assignment().size() == 4, old);
      assertThat(typeOf("moving-group")).isEqualTo(GroupType.CLASSIC);

      try (KafkaConsumer<String, String> newcomer = consumer("moving-group")) {
        newcomer.subscribe(List.of("moving"));
        poll(
            () -> old.assignment().size() == 2 && newcomer.assignment().size() == 2, old, newcomer);
        assertThat(typeOf("moving-group")).isEqualTo(GroupType.CONSUMER);
        old.commitSync();
      }

      poll(() -> old.assignment().size() == 4, old);
      assertThat(typeOf("moving-group")).isEqualTo(GroupType.CLASSIC);
      old.commitSync();
    }
  }

  @Test
  void theToolsShowAndChangeSuchGroups() throws Exception {
    fill("tools", 2, 10);
    KafkaTools tools = new KafkaTools(SERVER.bootstrapServers());
    try (KafkaConsumer<String, String> consumer = consumer("tools-group")) {
      consumer.subscribe(List.of("tools"));
      assertThat(read(consumer, 10)).hasSize(10);
      consumer.commitSync();
      assertThat(groups(tools, "--describe", "--group", "tools-group"))
          .containsPattern("tools-group\\s+tools\\s+0\\s+\\d+\\s+\\d+\\s+0");
      assertThat(groups(tools, "--describe", "--group", "tools-group", "--members", "--verbose"))
          .contains("tools:0,1", "CURRENT-EPOCH", "TARGET-EPOCH");
      assertThat(groups(tools, "--describe", "--group", "tools-group", "--state", "--verbose"))
          .containsPattern("uniform\\s+Stable\\s+2\\s+2\\s+1");
      assertThat(groups(tools, "--list", "--type", "consumer")).contains("tools-group");
      assertThat(tools.run("org.apache.kafka.tools.GroupsCommand", "--list").succeeded().out())
          .containsPattern("tools-group\\s+Consumer\\s+consumer");
      assertThat(tools.groups("--delete", "--group", "tools-group").everything())
          .contains("GroupNotEmptyException");
    }
    groups(
        tools,
        "--reset-offsets",
        "--to-earliest",
        "--execute",
        "--topic",
        "tools",
        "--group",
        "tools-group");
    try (KafkaConsumer<String, String> consumer = consumer("tools-group")) {
      consumer.subscribe(List.of("tools"));
      assertThat(read(consumer, 10)).hasSize(10);
    }
    assertThat(groups(tools, "--delete-offsets", "--group", "tools-group", "--topic", "tools"))
        .contains("Successful");
    assertThat(groups(tools, "--delete", "--group", "tools-group")).contains("successful");
    assertThatThrownBy(() -> describe("tools-group"))
        .hasCauseInstanceOf(GroupIdNotFoundException.class);
  }

  @Test
  void aGroupHasSettingsOfItsOwn() throws Exception {
    fill("settings", 1, 1);
    KafkaTools tools = new KafkaTools(SERVER.bootstrapServers());
    String key = "consumer.heartbeat.interval.ms";

    assertThat(alterGroup(tools, key + "=4999").everything())
        .contains(key + " must be greater than or equal to group.consumer.min.heartbeat");
    assertThat(alterGroup(tools, "no.such.key=1").everything())
        .contains("Unknown group config name: no.such.key");
    alterGroup(tools, key + "=6000").succeeded();

    assertThat(
            tools
                .configs("--describe", "--entity-type", "groups", "--entity-name", "settings-group")
                .succeeded()
                .out())
        .contains(key + "=6000");
    try (Admin admin = clients.admin()) {
      ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "settings-group");
      Config config = admin.describeConfigs(List.of(group)).all().get().get(group);
      assertThat(config.get(key).value()).isEqualTo("6000");
      assertThat(config.get("consumer.session.timeout.ms").value()).isEqualTo("45000");
      assertThat(admin.describeFeatures().featureMetadata().get().finalizedFeatures())
          .extractingByKey("group.version")
          .extracting(FinalizedVersionRange::maxVersionLevel)
          .isEqualTo((short) 1);
    }
  }

  private static Outcome alterGroup(KafkaTools tools, String setting) {
    return tools.configs(
        "--alter",
        "--entity-type",
        "groups",
        "--entity-name",
        "settings-group",
        "--add-config",
        setting);
  }

  private static String groups(KafkaTools tools, String... arguments) {
    return tools.groups(arguments).succeeded().out();
  }

  private KafkaConsumer<String, String> consumer(String group) {
    return consumer(group, Map.of());
  }

  private KafkaConsumer<String, String> consumer(String group, Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>();
    config.put("group.protocol", "consumer");
    config.putAll(more);
    return clients.consumer(group, config);
  }

  private void fill(String topic, int partitions, int records) throws Exception {
    try (Admin admin = clients.admin();
        KafkaProducer<String, String> producer = clients.producer(Map.of())) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
      for (int i : IntStream.range(0, records).toArray()) {
        producer.send(new ProducerRecord<>(topic, i % partitions, "k" + i, "v" + i));
      }
      producer.flush();
    }
  }

  private ConsumerGroupDescription describe(String group)
      throws ExecutionException, InterruptedException {
    try (Admin admin = clients.admin()) {
      ConsumerGroupDescription described =
          admin.describeConsumerGroups(List.of(group)).all().get().get(group);
      for (MemberDescription member : described.members()) {
        assertThat(member.targetAssignment()).isPresent();
      }
      return described;
    }
  }

  private GroupType typeOf(String group) throws Exception {
    try (Admin admin = clients.admin()) {
      return admin.listGroups().all().get().stream()
          .filter(listing -> listing.groupId().equals(group))
          .findFirst()
          .flatMap(listing -> listing.type())
          .orElseThrow();
    }
  }

  private static List<String> read(KafkaConsumer<String, String> consumer, int count) {
    List<String> values = new ArrayList<>();
    poll(
        () -> {
          for (ConsumerRecord<String, String> record : consumer.poll(A_MOMENT)) {
            values.add(record.value());
          }
          return values.size() >= count;
        });
    return values;
  }

  /** Lets the consumers work until it is so. */
  @SafeVarargs
  private static void poll(BooleanSupplier done, KafkaConsumer<String, String>... consumers) {
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still not so").isLessThan(end);
      for (KafkaConsumer<String, String> consumer : consumers) {
        consumer.poll(A_MOMENT);
      }
    }
  }
}
