package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.KafkaClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A history of two partitions from a seed: one plain, one compacted; transactions that commit and
 * abort, tombstones, all codecs, records deleted from the front, several segments.
 */
final class RandomHistory {
  static final TopicPartition PLAIN = new TopicPartition("history", 0);
  static final TopicPartition COMPACTED = new TopicPartition("history-compacted", 0);
  private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
  private static final int KEYS = 40;
  private static final int VALUE_BYTES = 6_000;

  private final Random random;
  private int producers;

  RandomHistory(long seed) {
    random = new Random(seed);
  }

  /** A record as a reader of committed transactions sees it. */
  record Seen(long offset, String key, @Nullable String value) {}

  void begin(KafkaClients clients) throws Exception {
    try (Admin admin = clients.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(PLAIN.topic(), 1, (short) 1)
                      .configs(Map.of("segment.bytes", "1048576", "retention.ms", "-1")),
                  new NewTopic(COMPACTED.topic(), 1, (short) 1)
                      .configs(
                          Map.of(
                              "cleanup.policy",
                              "compact",
                              "segment.bytes",
                              "1048576",
                              "min.cleanable.dirty.ratio",
                              "0.01",
                              "delete.retention.ms",
                              "0"))))
          .all()
          .get(30, SECONDS);
    }
  }

  /** Adds so many transactions, and as many runs of records without one. */
  void goesOn(KafkaClients clients, int transactions) throws Exception {
    for (int i = 0; i < transactions; i++) {
      transaction(clients);
      plain(clients);
    }
    try (Admin admin = clients.admin()) {
      admin
          .deleteRecords(Map.of(PLAIN, RecordsToDelete.beforeOffset(random.nextInt(30))))
          .all()
          .get(30, SECONDS);
    }
  }

  private void transaction(KafkaClients clients) {
    Map<String, Object> settings = new HashMap<>(codec());
    settings.put("transactional.id", "history-" + random.nextInt(3));
    try (KafkaProducer<String, String> producer = clients.producer(settings)) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer);
      if (random.nextInt(3) == 0) {
        producer.flush();
        producer.abortTransaction();
      } else {
        producer.commitTransaction();
      }
    }
  }

  /** Begins a transaction that its producer does not end; closing does not end it either. */
  AutoCloseable transactionCutShort(KafkaClients clients) {
    Map<String, Object> settings = new HashMap<>(codec());
    settings.put("transactional.id", "history-" + random.nextInt(3));
    settings.put("transaction.timeout.ms", 600_000);
    KafkaProducer<String, String> producer = clients.producer(settings);
    producer.initTransactions();
    producer.beginTransaction();
    send(producer);
    producer.flush();
    return () -> producer.close(Duration.ZERO);
  }

  private void plain(KafkaClients clients) {
    try (KafkaProducer<String, String> producer = clients.producer(codec())) {
      send(producer);
      producer.flush();
    }
  }

  private Map<String, Object> codec() {
    return Map.of("compression.type", CODECS.get(producers++ % CODECS.size()));
  }

  private void send(KafkaProducer<String, String> producer) {
    for (int i = 20 + random.nextInt(40); i > 0; i--) {
      String key = "key" + random.nextInt(KEYS);
      boolean tombstone = random.nextInt(8) == 0;
      TopicPartition to = random.nextInt(3) == 0 ? PLAIN : COMPACTED;
      producer.send(
          new ProducerRecord<>(
              to.topic(), to.partition(), key, tombstone && to.equals(COMPACTED) ? null : value()));
    }
  }

  private String value() {
    StringBuilder value = new StringBuilder(VALUE_BYTES);
    while (value.length() < VALUE_BYTES) {
      value.append((char) ('!' + random.nextInt(90)));
    }
    return value.toString();
  }

  /** Returns when the cleaner has been through most of the compacted partition. */
  static void awaitCompaction(KafkaClients clients, Path logs) throws Exception {
    long end;
    try (KafkaConsumer<String, String> consumer = clients.consumer("none", Map.of())) {
      end = consumer.endOffsets(List.of(COMPACTED)).get(COMPACTED);
    }
    await()
        .atMost(60, SECONDS)
        .until(() -> cleanedUpTo(logs.resolve("cleaner-offset-checkpoint")) > end / 2);
  }

  private static long cleanedUpTo(Path checkpoint) throws IOException {
    if (!Files.exists(checkpoint)) {
      return -1;
    }
    String prefix = COMPACTED.topic() + " 0 ";
    return Files.readAllLines(checkpoint).stream()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> Long.parseLong(line.substring(prefix.length())))
        .findFirst()
        .orElse(-1);
  }

  /** What a reader of committed transactions finds, from the start to the end. */
  static List<Seen> read(KafkaClients clients, TopicPartition partition) {
    List<Seen> seen = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        clients.consumer("reader", Map.of("isolation.level", "read_committed"))) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      await()
          .atMost(60, SECONDS)
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(it -> seen.add(new Seen(it.offset(), it.key(), it.value())));
                return consumer.position(partition) >= end;
              });
    }
    return seen;
  }

  /** The newest value of each key that has one. */
  static Map<String, String> newest(List<Seen> records) {
    Map<String, String> newest = new TreeMap<>();
    for (Seen record : records) {
      if (record.value() == null) {
        newest.remove(record.key());
      } else {
        newest.put(record.key(), record.value());
      }
    }
    return newest;
  }
}
