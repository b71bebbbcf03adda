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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Kafka Streams 4.3.1 with {@code exactly_once_v2}: its word count demo, while the application and
 * the server are killed at moments from a seed. In the end each word has been counted exactly as
 * often as it was said.
 *
 * <p>{@code -Djackdaw.streams.kills=20 -Djackdaw.streams.seed=7} for longer.
 */
class StreamsExactlyOnceTest {
  private static final int KILLS = Integer.getInteger("jackdaw.streams.kills", 2);
  private static final long SEED = Long.getLong("jackdaw.streams.seed", 20261125);
  private static final String IN = "streams-plaintext-input";
  private static final String OUT = "streams-wordcount-output";

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Long> said = new TreeMap<>();
  private @Nullable ExternalProcess counting;

  @Test
  void countsAreExactThroughKillsOfApplicationAndServer() throws Exception {
    try (JackdawProcess server =
        JackdawProcess.fresh(
            "streams-exactly-once",
            Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"))) {
      KafkaClients kafka = new KafkaClients(server.bootstrapServers());
      prepare(kafka);
      Path config = config(server);
      counting = startCounting(config);
      try {
        for (int kill = 0; kill < KILLS; kill++) {
          say(kafka, 200 + random.nextInt(400));
          awaitProgress(kafka, random.nextInt(30), config);
          if (kill % 2 == 0) {
            stop(counting);
            say(kafka, 50);
            counting = startCounting(config);
          } else {
            server.kill();
            server.start();
          }
        }
        say(kafka, 100);
        await()
            .atMost(180, SECONDS)
            .untilAsserted(
                () -> {
                  startAgainIfItGaveUp(config);
                  assertThat(counts(kafka)).isEqualTo(said);
                });
      } finally {
        stop(counting);
      }
      assertThat(counts(kafka)).isEqualTo(said);
    }
  }

  /**
   * Waits for more than so many updates. Goes on saying words meanwhile: a commit writes each
   * word's count but once, however many lines it covers.
   */
  private void awaitProgress(KafkaClients kafka, int updates, Path config) throws Exception {
    long progress = counted(kafka) + updates;
    long patience = System.nanoTime() + SECONDS.toNanos(120);
    while (counted(kafka) <= progress) {
      assertThat(System.nanoTime()).as("Nothing is counted").isLessThan(patience);
      startAgainIfItGaveUp(config);
      say(kafka, 4);
    }
  }

  /**
   * As whatever watches over an application does: the demo gives up for good when a server takes
   * longer to come back than its producer waits, which on a crowded machine it may.
   */
  private void startAgainIfItGaveUp(Path config) {
    if (counting != null && counting.everything().contains("SHUTDOWN_CLIENT")) {
      stop(counting);
      counting = startCounting(config);
    }
  }

  private static void stop(@Nullable ExternalProcess application) {
    if (application != null) {
      application.close();
    }
  }

  private static ExternalProcess startCounting(Path config) {
    return JavaTool.of("streams-4.3", "org.apache.kafka.streams.examples.wordcount.WordCountDemo")
        .start(config.toString());
  }

  private static Path config(JackdawProcess server) throws Exception {
    Path folder = Places.freshFolder("streams-exactly-once-state");
    Path config = folder.resolve("streams.properties");
    Files.writeString(
        config,
        String.join(
            "\n",
            "bootstrap.servers=" + server.bootstrapServers(),
            "state.dir=" + folder,
            "processing.guarantee=exactly_once_v2",
            "commit.interval.ms=100",
            "consumer.session.timeout.ms=6000",
            "producer.transaction.timeout.ms=5000",
            "producer.delivery.timeout.ms=4500",
            "producer.request.timeout.ms=4000",
            "producer.linger.ms=5",
            ""));
    return config;
  }

  private static void prepare(KafkaClients kafka) throws Exception {
    try (Admin admin = kafka.admin()) {
      admin
          .createTopics(List.of(new NewTopic(IN, 2, (short) 1), new NewTopic(OUT, 1, (short) 1)))
          .all()
          .get();
    }
  }

  /** Writes lines of words, and remembers how often each was said. */
  private void say(KafkaClients kafka, int lines) throws Exception {
    try (KafkaProducer<String, String> producer = kafka.producer(Map.of())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < lines; i++) {
        StringBuilder line = new StringBuilder();
        for (int word = 0; word < 4; word++) {
          String next = "w" + random.nextInt(20);
          said.merge(next, 1L, Long::sum);
          line.append(next).append(' ');
        }
        sent.add(producer.send(new ProducerRecord<>(IN, i % 2, null, line.toString())));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static long counted(KafkaClients kafka) {
    return updates(kafka).all().size();
  }

  private static Map<String, Long> counts(KafkaClients kafka) {
    return updates(kafka).last();
  }

  private static CommittedRecords<Long> updates(KafkaClients kafka) {
    return new CommittedRecords<>(kafka, OUT, LongDeserializer.class);
  }
}
