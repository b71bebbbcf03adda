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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Apache Flink 2 from a Kafka source to an exactly-once Kafka sink, killed between two checkpoints
 * and started again from the newest, while the server is killed too: every record comes out once.
 *
 * <p>{@code -Djackdaw.flink=4} says how often each is killed.
 */
@EnabledIfSystemProperty(named = "jackdaw.flink", matches = "[0-9]+")
class FlinkTest {
  private static final int KILLS = Integer.getInteger("jackdaw.flink", 1);
  private static final int PARTITIONS = 2;

  private final SplittableRandom random = new SplittableRandom(20261126);
  private final List<String> written = new ArrayList<>();

  @Test
  @Timeout(1200)
  void everyRecordIsCopiedOnceThroughKillsOfFlinkAndServer() throws Exception {
    Path checkpoints = Places.freshFolder("flink-checkpoints");
    try (JackdawProcess server =
        JackdawProcess.fresh(
            "flink",
            Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"))) {
      KafkaClients kafka = new KafkaClients(server.bootstrapServers());
      prepare(kafka);
      ExternalProcess flink = start(server, checkpoints);
      try {
        for (int kill = 0; kill < KILLS; kill++) {
          write(kafka, 500);
          awaitCopied(kafka, flink, written.size() - random.nextInt(300));
          write(kafka, 200);
          flink.close();
          flink = start(server, checkpoints);
          write(kafka, 200);
          server.kill();
          server.start();
        }
        write(kafka, 100);
        awaitCopied(kafka, flink, written.size());
      } finally {
        flink.close();
      }
      assertThat(copied(kafka)).containsExactlyInAnyOrderElementsOf(written);
    }
  }

  private static ExternalProcess start(JackdawProcess server, Path checkpoints) {
    return JavaTool.withOwnClasses(
            "flink-2",
            "io.jackdaw.flink.Copy",
            "-Xmx768m",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED")
        .start(server.bootstrapServers(), "from", "to", checkpoints.toString());
  }

  private static void prepare(KafkaClients kafka) throws Exception {
    try (Admin admin = kafka.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("from", PARTITIONS, (short) 1),
                  new NewTopic("to", PARTITIONS, (short) 1)))
          .all()
          .get();
    }
  }

  private void write(KafkaClients kafka, int count) throws Exception {
    try (KafkaProducer<String, String> producer = kafka.producer(Map.of())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String value = "v" + written.size();
        written.add(value);
        sent.add(producer.send(new ProducerRecord<>("from", value)));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static List<String> copied(KafkaClients kafka) {
    return new CommittedRecords<>(kafka, "to", StringDeserializer.class)
        .all().stream().map(Map.Entry::getValue).toList();
  }

  private static void awaitCopied(KafkaClients kafka, ExternalProcess flink, int least) {
    await()
        .atMost(240, SECONDS)
        .failFast(
            "Flink ended: " + flink.everything().length(),
            () -> {
              assertThat(flink.alive()).as(flink.everything()).isTrue();
            })
        .until(() -> copied(kafka).size() >= least);
  }
}
