package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.OurTool;
import io.jackdaw.compat.rig.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our {@code kafka-share-groups.sh} beside Apache's, on one server. */
class ShareGroupToolTest {
  private static final String NAME = "tooled";
  private static final int RECORDS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static JackdawProcess server;

  @BeforeAll
  static void startServer() {
    server =
        JackdawProcess.fresh(
            "share-tool",
            Map.of(
                "offsets.topic.num.partitions", "2",
                "share.coordinator.state.topic.num.partitions", "2"));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void ourToolPrintsWhatApachesPrints() throws Exception {
    KafkaClients clients = new KafkaClients(server.bootstrapServers());
    try (Admin admin = clients.admin()) {
      begin(clients, admin);
      try (KafkaShareConsumer<String, String> consumer =
          clients.shareConsumer(NAME, Map.of("client.id", "tooling"))) {
        consumer.subscribe(List.of(NAME));
        consume(consumer);
        same("--describe", "--group", NAME, "--members", "--verbose");
        same("--describe", "--group", NAME, "--members");
        same("--describe", "--group", NAME, "--state", "--verbose");
        same("--delete-offsets", "--group", NAME, "--topic", NAME);
      }
      same("--describe", "--group", NAME, "--state");
      same("--list", "--state");
      same("--describe", "--all-groups", "--verbose");
      same("--describe", "--group", NAME);
      same("--reset-offsets", "--group", NAME, "--topic", NAME, "--to-earliest", "--execute");
      same("--reset-offsets", "--group", NAME, "--all-topics", "--to-latest", "--dry-run");
      same("--delete-offsets", "--group", NAME, "--topic", NAME);
      assertThat(ours("--delete", "--group", NAME).out())
          .isEqualTo("Deletion of requested share groups ('" + NAME + "') was successful.\n");
    }
  }

  /** Twice the same command: what it prints depends on neither time nor the other. */
  private static void same(String... arguments) {
    Outcome apaches =
        new KafkaTools(server.bootstrapServers())
            .run("org.apache.kafka.tools.consumer.group.ShareGroupCommand", arguments);
    Outcome ours = ours(arguments);

    // The original leaves blanks at the end of lines, and shows partitions in the order of a hash.
    assertThat(ours.out().lines().map(String::stripTrailing).toList())
        .as(() -> apaches + "\n" + ours)
        .containsExactlyInAnyOrderElementsOf(
            apaches.out().lines().map(String::stripTrailing).toList());
  }

  private static Outcome ours(String... arguments) {
    return new OurTool("kafka-share-groups.sh")
        .run(
            Stream.concat(
                    Stream.of("--bootstrap-server", server.bootstrapServers()),
                    Stream.of(arguments))
                .toArray(String[]::new));
  }

  private static void begin(KafkaClients clients, Admin admin) throws Exception {
    admin.createTopics(List.of(new NewTopic(NAME, 2, (short) 1))).all().get();
    KafkaClients.beginAtTheStart(admin, NAME);
    try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
      for (int i = 0; i < RECORDS; i++) {
        producer.send(new ProducerRecord<>(NAME, i % 2, "k" + i, "v" + i));
      }
    }
  }

  private static void consume(KafkaShareConsumer<String, String> consumer) {
    int got = 0;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (got < RECORDS && System.nanoTime() < end) {
      got += consumer.poll(Duration.ofMillis(200)).count();
    }
    assertThat(got).isEqualTo(RECORDS);
    assertThat(consumer.commitSync().values()).allMatch(Optional::isEmpty);
  }
}
