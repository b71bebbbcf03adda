package io.jackdaw.compat;

import io.jackdaw.compat.rig.KafkaClients;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
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

  private static String value(int number) {
    Random random = new Random(number);
    StringBuilder value = new StringBuilder(VALUE_CHARS);
    while (value.length() < VALUE_CHARS) {
      value.append((char) ('!' + random.nextInt(90)));
    }
    return value.toString();
  }
}
