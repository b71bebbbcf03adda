package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Transactions of Apache's clients while the server is killed at moments from a seed, and while
 * producers fence each other: what readers of committed transactions ever see is whole, and at the
 * end every record has been copied exactly once.
 *
 * <p>{@code -Djackdaw.transactions.kills=20 -Djackdaw.transactions.seed=7} for longer.
 */
class TransactionsUnderKillsTest {
  private static final int KILLS = Integer.getInteger("jackdaw.transactions.kills", 3);
  private static final long SEED = Long.getLong("jackdaw.transactions.seed", 20261125);
  private static final int RECORDS_PER_KILL = 250;
  private static final List<TopicPartition> OUT =
      IntStream.range(0, 3).mapToObj(i -> new TopicPartition("out", i)).toList();

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<String> observed = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean over;

  @Test
  void noHalfTransactionIsEverVisibleAndEveryRecordIsCopiedOnce() throws Exception {
    int records = (KILLS + 1) * RECORDS_PER_KILL;
    try (JackdawProcess server =
        JackdawProcess.fresh(
            "transactions",
            Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"))) {
      KafkaClients kafka = new KafkaClients(server.bootstrapServers());
      prepare(kafka, records);
      TransactionalCopier copier = new TransactionalCopier(kafka, "copier", random.split());
      TransactionalCopier rival = new TransactionalCopier(kafka, "rival", random.split());
      List<Thread> threads =
          List.of(
              Thread.ofPlatform().start(copier),
              Thread.ofPlatform().start(rival),
              Thread.ofPlatform().start(() -> observe(kafka)));

      for (int kill = 0; kill < KILLS; kill++) {
        int progress = observed.size() + 20 + random.nextInt(RECORDS_PER_KILL / 2);
        await().atMost(90, SECONDS).until(() -> observed.size() >= progress);
        server.kill();
        server.start();
      }
      await()
          .atMost(120, SECONDS)
          .untilAsserted(() -> assertThat(observed).hasSizeGreaterThanOrEqualTo(records));
      copier.stop();
      rival.stop();
      over = true;
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(30));
      }

      List<String> all = readAll(kafka);
      assertThat(values(all)).isEqualTo(IntStream.range(0, records).boxed().toList());
      assertThat(observed).hasSameElementsAs(all).hasSameSizeAs(all);
      assertWhole(all);
      assertThat(tags(all).keySet())
          .doesNotContainAnyElementsOf(copier.aborted())
          .doesNotContainAnyElementsOf(rival.aborted());
      assertThat(copier.aborted().size() + rival.aborted().size()).as("aborted").isPositive();
    }
  }

  private static void prepare(KafkaClients kafka, int records) throws Exception {
    try (Admin admin = kafka.admin();
        KafkaProducer<String, String> producer = kafka.producer(Map.of())) {
      admin
          .createTopics(
              List.of(new NewTopic("in", 2, (short) 1), new NewTopic("out", 3, (short) 1)))
          .all()
          .get();
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        sent.add(producer.send(new ProducerRecord<>("in", i % 2, "k" + i, "" + i)));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  /** Reads as the transactions come, through every restart, from where it was. */
  private void observe(KafkaClients kafka) {
    try (KafkaConsumer<String, String> consumer =
        kafka.consumer("observer", Map.of("isolation.level", "read_committed"))) {
      consumer.assign(OUT);
      consumer.seekToBeginning(OUT);
      while (!over) {
        try {
          consumer.poll(Duration.ofMillis(50)).forEach(record -> observed.add(record.value()));
        } catch (KafkaException restarting) {
          // It goes on where it was.
        }
      }
    }
  }

  private static List<String> readAll(KafkaClients kafka) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        kafka.consumer("checker", Map.of("isolation.level", "read_committed"))) {
      consumer.assign(OUT);
      consumer.seekToBeginning(OUT);
      Map<TopicPartition, Long> ends = consumer.endOffsets(OUT);
      while (OUT.stream().anyMatch(it -> consumer.position(it) < ends.get(it))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  private static List<Integer> values(List<String> copies) {
    return copies.stream().map(it -> Integer.parseInt(it.split("\\|")[0])).sorted().toList();
  }

  private static Map<String, Integer> tags(List<String> copies) {
    Map<String, Integer> tags = new TreeMap<>();
    copies.forEach(copy -> tags.merge(copy.split("\\|")[1], 1, Integer::sum));
    return tags;
  }

  private static void assertWhole(List<String> copies) {
    Map<String, Integer> seen = tags(copies);
    for (String copy : copies) {
      String[] parts = copy.split("\\|");
      assertThat(seen.get(parts[1]))
          .as("records of %s", parts[1])
          .isEqualTo(Integer.valueOf(parts[2]));
    }
  }
}
