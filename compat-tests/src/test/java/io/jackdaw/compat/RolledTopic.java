package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A partition of several segments whose first records were deleted. */
final class RolledTopic {
  static final TopicPartition PARTITION = new TopicPartition("rolled", 0);
  static final int RECORDS = 400;

  /** In the second segment. */
  static final int DELETED = 150;

  private static final int VALUE_CHARS = 10_000;
  private static final long FIRST_TIMESTAMP = 1_700_000_000_000L;

  private RolledTopic() {}

  static void write(KafkaClients clients) throws Exception {
    try (Admin admin = clients.admin();
        KafkaProducer<String, String> producer = clients.producer(Map.of())) {
      NewTopic topic =
          new NewTopic(PARTITION.topic(), 1, (short) 1)
              .configs(Map.of("segment.bytes", "1048576", "retention.ms", "-1"));
      admin.createTopics(List.of(topic)).all().get();
      for (int i = 0; i < RECORDS; i++) {
        producer.send(
            new ProducerRecord<>(
                PARTITION.topic(), PARTITION.partition(), FIRST_TIMESTAMP + i, "k", value(i)));
      }
      producer.flush();
      admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(DELETED))).all().get();
    }
  }

  /** Every record that was not deleted is there, at its offset and with its time. */
  static void assertWhole(KafkaClients clients) throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = DELETED; i < RECORDS; i++) {
      expected.add(i + " " + (FIRST_TIMESTAMP + i) + " " + value(i));
    }
    List<String> found = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = clients.consumer("rolled-auditor", Map.of())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (found.size() < expected.size() && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
          found.add(record.offset() + " " + record.timestamp() + " " + record.value());
        }
      }
    }
    assertThat(found).isEqualTo(expected);
    assertThat(offsetAt(clients, OffsetSpec.earliest())).isEqualTo(DELETED);
    assertThat(offsetAt(clients, OffsetSpec.latest())).isEqualTo(RECORDS);
    for (int i = DELETED; i < RECORDS; i += 49) {
      assertThat(offsetAt(clients, OffsetSpec.forTimestamp(FIRST_TIMESTAMP + i))).isEqualTo(i);
    }
  }

  private static long offsetAt(KafkaClients clients, OffsetSpec when) throws Exception {
    try (Admin admin = clients.admin()) {
      return admin.listOffsets(Map.of(PARTITION, when)).partitionResult(PARTITION).get().offset();
    }
  }

  private static String value(int number) {
    Random random = new Random(number);
    StringBuilder value = new StringBuilder(VALUE_CHARS);
    while (value.length() < VALUE_CHARS) {
      value.append((char) ('!' + random.nextInt(90)));
    }
    return value.toString();
  }
}
