package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The programs of Kafka's own system tests, while the server is killed at moments from a seed:
 * {@code VerifiableProducer} writes, {@code TransactionalMessageCopier} copies (in transactions, of
 * which it aborts some; it is killed too), {@code VerifiableConsumer} reads. All that was
 * acknowledged has been copied exactly once.
 *
 * <p>{@code -Djackdaw.verifiable.kills=20 -Djackdaw.verifiable.seed=7} for longer.
 */
class VerifiableToolsUnderKillsTest {
  private static final int KILLS = Integer.getInteger("jackdaw.verifiable.kills", 1);
  private static final long SEED = Long.getLong("jackdaw.verifiable.seed", 20261126);
  private static final int RECORDS_PER_KILL = 1_500;
  private static final int RECORDS = (KILLS + 1) * RECORDS_PER_KILL;
  private static final TopicPartition IN = new TopicPartition("verifiable-in", 0);
  private static final TopicPartition OUT = new TopicPartition("verifiable-out", 0);
  private static final Pattern ACKED =
      Pattern.compile("\"name\":\"producer_send_success\".*\"value\":\"(\\d+)\"");
  private static final Pattern CONSUMED =
      Pattern.compile("\"name\":\"records_consumed\",\"count\":(\\d+)");

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  @Timeout(1800)
  void allThatWasAcknowledgedIsCopiedExactlyOnce() throws Exception {
    try (JackdawProcess server =
        JackdawProcess.fresh(
            "verifiable",
            Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"))) {
      KafkaClients kafka = new KafkaClients(server.bootstrapServers());
      try (Admin admin = kafka.admin()) {
        admin
            .createTopics(
                List.of(
                    new NewTopic(IN.topic(), 1, (short) 1),
                    new NewTopic(OUT.topic(), 1, (short) 1)))
            .all()
            .get();
        List<String> acked = produce(server, admin);
        List<String> written = values(kafka, IN);
        assertThat(written).doesNotHaveDuplicates().containsAll(acked);
        assertThat(acked).hasSizeGreaterThan(RECORDS / 2);
        copy(server, admin, written.size());
        assertThat(values(kafka, OUT)).containsExactlyElementsOf(written);
        assertThat(consumed(server, written.size())).isEqualTo(written.size());
      }
    }
  }

  /** It does not send again what was on its way when the server died. */
  private List<String> produce(JackdawProcess server, Admin admin) throws Exception {
    try (ExternalProcess producing =
        tool(
            "VerifiableProducer",
            "--bootstrap-server",
            server.bootstrapServers(),
            "--topic",
            IN.topic(),
            "--acks",
            "-1",
            "--throughput",
            "800",
            "--max-messages",
            Integer.toString(RECORDS))) {
      for (long at : moments()) {
        await().atMost(120, SECONDS).until(() -> written(admin) >= at);
        server.kill();
        server.start();
      }
      return producing.await(Duration.ofSeconds(240)).lines().stream()
          .map(ACKED::matcher)
          .filter(Matcher::find)
          .map(it -> it.group(1))
          .toList();
    }
  }

  private void copy(JackdawProcess server, Admin admin, int records) throws Exception {
    ExternalProcess copying = startCopying(server);
    try {
      boolean theCopier = false;
      for (long at : moments()) {
        copying = awaitCopied(server, admin, copying, at);
        if (theCopier) {
          copying.close();
          copying = startCopying(server);
        } else {
          server.kill();
          server.start();
        }
        theCopier = !theCopier;
      }
      copying = awaitCopied(server, admin, copying, records);
    } finally {
      copying.close();
    }
  }

  /** Starts the copier again when it gave up, as its users do. */
  private static ExternalProcess awaitCopied(
      JackdawProcess server, Admin admin, ExternalProcess copying, long committed)
      throws Exception {
    ExternalProcess current = copying;
    long deadline = System.nanoTime() + SECONDS.toNanos(180);
    while (copied(admin) < committed) {
      assertThat(System.nanoTime()).as("Nothing is copied").isLessThan(deadline);
      if (!current.alive()) {
        current = startCopying(server);
      }
    }
    return current;
  }

  private static ExternalProcess startCopying(JackdawProcess server) {
    return tool(
        "TransactionalMessageCopier",
        "--broker-list",
        server.bootstrapServers(),
        "--transactional-id",
        "verifiable-copier",
        "--transaction-timeout",
        "5000",
        "--consumer-group",
        "verifiable-copiers",
        "--input-topic",
        IN.topic(),
        "--input-partition",
        "0",
        "--output-topic",
        OUT.topic(),
        "--max-messages",
        "-1",
        "--transaction-size",
        "40",
        "--enable-random-aborts");
  }

  private static long consumed(JackdawProcess server, int records) throws Exception {
    try (ExternalProcess consuming =
        tool(
            "VerifiableConsumer",
            "--bootstrap-server",
            server.bootstrapServers(),
            "--topic",
            IN.topic(),
            "--group-id",
            "verifiable",
            "--reset-policy",
            "earliest",
            "--max-messages",
            Integer.toString(records))) {
      return consuming.await(Duration.ofSeconds(90)).succeeded().lines().stream()
          .map(CONSUMED::matcher)
          .filter(Matcher::find)
          .mapToLong(it -> Long.parseLong(it.group(1)))
          .sum();
    }
  }

  private static ExternalProcess tool(String name, String... arguments) {
    return JavaTool.of("kafka-4.3", "org.apache.kafka.tools." + name).start(arguments);
  }

  /** Offsets, one between each two of the shares of the kills. */
  private List<Long> moments() {
    List<Long> moments = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      moments.add((long) kill * RECORDS_PER_KILL + 1 + random.nextInt(RECORDS_PER_KILL));
    }
    return moments;
  }

  private static long written(Admin admin) throws InterruptedException {
    try {
      return admin.listOffsets(Map.of(IN, OffsetSpec.latest())).partitionResult(IN).get().offset();
    } catch (ExecutionException whileItIsDown) {
      return -1;
    }
  }

  private static long copied(Admin admin) throws InterruptedException {
    try {
      OffsetAndMetadata committed =
          admin
              .listConsumerGroupOffsets("verifiable-copiers")
              .partitionsToOffsetAndMetadata()
              .get()
              .get(IN);
      return committed == null ? 0 : committed.offset();
    } catch (ExecutionException whileItIsDown) {
      return -1;
    }
  }

  /** What readers of committed transactions see in the end. */
  private static List<String> values(KafkaClients kafka, TopicPartition partition) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        kafka.consumer("checker", Map.of("isolation.level", "read_committed"))) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
