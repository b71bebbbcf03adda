package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.CommittedRecords;
import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.Places;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Kafka Streams 4.3.1 with {@code exactly_once_v2}, two joins, windows, and a store that is
 * restored from its changelog, while the application and the server are killed at moments from a
 * seed: what comes out is what a recomputation says.
 *
 * <p>{@code -Djackdaw.streams.kills=20 -Djackdaw.streams.seed=7} for longer.
 */
class StreamsJoinsTest {
  private static final int KILLS = Integer.getInteger("jackdaw.streams.kills", 2);
  private static final long SEED = Long.getLong("jackdaw.streams.seed", 20261126);
  private static final List<String> REGIONS = List.of("north", "south", "west");
  private static final int CUSTOMERS = 10;
  private static final int PARTITIONS = 2;
  private static final int WINDOW_MS = 10_000;
  private static final long FIRST_MS = 1_790_000_000_000L;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, String> paid = new TreeMap<>();
  private final Map<String, Long> sums = new TreeMap<>();
  private int orders;

  @Test
  @Timeout(1800)
  void joinsAndWindowsAreExactThroughKillsOfApplicationAndServer() throws Exception {
    try (JackdawProcess server =
        JackdawProcess.fresh(
            "streams-joins",
            Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"))) {
      KafkaClients kafka = new KafkaClients(server.bootstrapServers());
      prepare(kafka);
      ExternalProcess shop = open(server, 0);
      try {
        for (int kill = 0; kill < KILLS; kill++) {
          sell(kafka, 150 + random.nextInt(200));
          awaitPaid(kafka, paid.size() - random.nextInt(100));
          if (kill % 2 == 0) {
            shop.close();
            sell(kafka, 40);
            // Every other time without its files: the stores come from their changelogs.
            shop = open(server, kill % 4 == 0 ? kill + 1 : kill - 1);
          } else {
            server.kill();
            server.start();
          }
        }
        sell(kafka, 50);
        await()
            .atMost(240, SECONDS)
            .untilAsserted(() -> assertThat(sums(kafka).last()).isEqualTo(sums));
        awaitPaid(kafka, paid.size());
      } finally {
        shop.close();
      }
      assertThat(paid(kafka).all().stream().map(Map.Entry::getKey))
          .as("each pair once")
          .containsExactlyInAnyOrderElementsOf(paid.keySet());
      assertThat(paid(kafka).last()).isEqualTo(paid);
      assertThat(sums(kafka).last()).isEqualTo(sums);
    }
  }

  private static String region(int customer) {
    return REGIONS.get(customer % REGIONS.size());
  }

  private void prepare(KafkaClients kafka) throws Exception {
    try (Admin admin = kafka.admin();
        KafkaProducer<String, String> producer = kafka.producer(Map.of())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("orders", PARTITIONS, (short) 1),
                  new NewTopic("payments", PARTITIONS, (short) 1),
                  new NewTopic("customers", 1, (short) 1),
                  new NewTopic("paid", PARTITIONS, (short) 1),
                  new NewTopic("sums", PARTITIONS, (short) 1)))
          .all()
          .get();
      for (int customer = 0; customer < CUSTOMERS; customer++) {
        producer.send(new ProducerRecord<>("customers", "c" + customer, region(customer))).get();
      }
    }
  }

  private static ExternalProcess open(JackdawProcess server, int files) throws Exception {
    Path folder = Places.target().resolve("runs/streams-joins-state-" + SEED + "-" + files);
    Files.createDirectories(folder);
    Path config = folder.resolve("streams.properties");
    Files.writeString(
        config,
        String.join(
            "\n",
            "application.id=shop",
            "bootstrap.servers=" + server.bootstrapServers(),
            "state.dir=" + folder.resolve("state-" + server.kafkaPort()),
            "processing.guarantee=exactly_once_v2",
            "default.key.serde=org.apache.kafka.common.serialization.Serdes$StringSerde",
            "default.value.serde=org.apache.kafka.common.serialization.Serdes$StringSerde",
            "num.stream.threads=2",
            "commit.interval.ms=100",
            "consumer.auto.offset.reset=earliest",
            "consumer.session.timeout.ms=6000",
            "producer.transaction.timeout.ms=5000",
            "producer.delivery.timeout.ms=4500",
            "producer.request.timeout.ms=4000",
            "producer.linger.ms=5",
            ""));
    return JavaTool.withOwnClasses("streams-4.3", "io.jackdaw.streams.Shop")
        .start(config.toString());
  }

  /** Writes orders, most of them with their payment, and remembers what must come of them. */
  private void sell(KafkaClients kafka, int count) throws Exception {
    try (KafkaProducer<String, String> producer = kafka.producer(Map.of())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String order = "o" + orders;
        long at = FIRST_MS + orders * 97L;
        orders++;
        int customer = random.nextInt(CUSTOMERS);
        long amount = random.nextInt(1_000);
        sent.add(
            producer.send(
                new ProducerRecord<>("orders", null, at, order, "c" + customer + " " + amount)));
        sums.merge(region(customer) + "@" + at / WINDOW_MS * WINDOW_MS, amount, Long::sum);
        if (random.nextInt(4) > 0) {
          long late = random.nextInt(90_000);
          sent.add(
              producer.send(
                  new ProducerRecord<>("payments", null, at + late, order, "paid" + late)));
          if (late <= 60_000) {
            paid.put(order, amount + " paid" + late);
          }
        }
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static CommittedRecords<String> paid(KafkaClients kafka) {
    return new CommittedRecords<>(kafka, "paid", StringDeserializer.class);
  }

  private static CommittedRecords<Long> sums(KafkaClients kafka) {
    return new CommittedRecords<>(kafka, "sums", LongDeserializer.class);
  }

  private static void awaitPaid(KafkaClients kafka, int least) {
    await().atMost(180, SECONDS).until(() -> paid(kafka).all().size() >= least);
  }
}
