package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ApacheKraftKafka;
import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Apache's share consumer 4.3.1 (KIP-932), which reads one record after the other with others. */
class ShareGroupTest {
  /** Locks that end within a test, members that soon know of each other, few files. */
  private static final Map<String, String> SHORT_LOCKS =
      Map.of(
          "group.share.record.lock.duration.ms", "1000",
          "group.share.min.record.lock.duration.ms", "1000",
          "group.share.heartbeat.interval.ms", "500",
          "group.share.min.heartbeat.interval.ms", "500",
          "offsets.topic.num.partitions", "2",
          "share.coordinator.state.topic.num.partitions", "2");

  private static final Duration A_MOMENT = Duration.ofMillis(100);
  private static final long PATIENCE_MS = 60_000;
  private static JackdawProcess server;

  @BeforeAll
  static void startServer() {
    server = JackdawProcess.fresh("share-groups", SHORT_LOCKS);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void everyAnswerIsApaches() throws Exception {
    Map<String, String> settings = new HashMap<>(SHORT_LOCKS);
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.share.assignment.interval.ms", "0");
    settings.put("group.share.assignor.offload.enable", "false");
    try (ApacheKraftKafka apache = ApacheKraftKafka.fresh(settings)) {
      assertThat(ShareProgram.run(server.bootstrapServers()))
          .containsExactlyElementsOf(ShareProgram.run("127.0.0.1:" + apache.port()));
    }
  }

  @Test
  void membersShareOnePartitionAndEachRecordIsAcceptedOnce() throws Exception {
    KafkaClients clients = new KafkaClients(server.bootstrapServers());
    begin(clients, "shared", 1, 300);
    Set<String> seen = new HashSet<>();
    List<KafkaShareConsumer<String, String>> members = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        KafkaShareConsumer<String, String> member =
            clients.shareConsumer("shared", Map.of("max.poll.records", "10"));
        member.subscribe(List.of("shared"));
        members.add(member);
      }
      Set<Integer> served = new HashSet<>();
      int delivered = 0;
      long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
      while (seen.size() < 300 && System.nanoTime() < end) {
        for (int i = 0; i < members.size(); i++) {
          for (ConsumerRecord<String, String> record : members.get(i).poll(A_MOMENT)) {
            seen.add(record.value());
            served.add(i);
            delivered++;
          }
        }
      }
      assertThat(seen).hasSize(300);
      assertThat(served).as("members that got records").hasSizeGreaterThan(1);
      // More only if a member was so slow that a lock ended.
      assertThat(delivered).isLessThan(400);
    } finally {
      members.forEach(KafkaShareConsumer::close);
    }
  }

  @Test
  void whatWasAcceptedStaysSoOverAKillAndTheRestComesAgain() throws Exception {
    try (JackdawProcess killed = JackdawProcess.fresh("share-kill", SHORT_LOCKS)) {
      KafkaClients clients = new KafkaClients(killed.bootstrapServers());
      begin(clients, "kill", 1, 20);
      Map<String, Object> explicit = Map.of("share.acknowledgement.mode", "explicit");
      try (KafkaShareConsumer<String, String> consumer = clients.shareConsumer("kill", explicit)) {
        consumer.subscribe(List.of("kill"));
        List<ConsumerRecord<String, String>> got = new ArrayList<>();
        poll(consumer, got, 20);
        for (ConsumerRecord<String, String> record : got) {
          consumer.acknowledge(
              record, record.offset() % 2 == 0 ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
        }
        assertThat(consumer.commitSync().values()).allMatch(Optional::isEmpty);

        killed.kill();
        killed.start();

        List<ConsumerRecord<String, String>> again = new ArrayList<>();
        poll(consumer, again, 10);
        assertThat(again).hasSize(10).allMatch(record -> record.offset() % 2 == 1);
        assertThat(again).allMatch(record -> record.deliveryCount().orElseThrow() == 2);
        again.forEach(consumer::acknowledge);
        assertThat(consumer.commitSync().values()).allMatch(Optional::isEmpty);
      }
    }
  }

  private static void poll(
      KafkaShareConsumer<String, String> consumer,
      List<ConsumerRecord<String, String>> got,
      int wanted) {
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (got.size() < wanted && System.nanoTime() < end) {
      consumer.poll(A_MOMENT).forEach(got::add);
    }
  }

  private static void begin(KafkaClients clients, String name, int partitions, int records)
      throws Exception {
    try (Admin admin = clients.admin();
        KafkaProducer<String, String> producer = clients.producer(Map.of("batch.size", "100"))) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
      KafkaClients.beginAtTheStart(admin, name);
      for (int i = 0; i < records; i++) {
        producer.send(new ProducerRecord<>(name, "k" + i, "v" + i));
      }
    }
  }
}
