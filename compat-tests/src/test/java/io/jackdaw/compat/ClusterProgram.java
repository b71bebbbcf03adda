package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.Server;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.zookeeper.KeeperException;

/**
 * What a client of a one-broker cluster does, and what it remembers: three topics, records, a group
 * that reads them. {@link #goesOn} says that nothing of it is gone and that the cluster works.
 */
final class ClusterProgram implements AutoCloseable {
  /** Used in turn. */
  static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

  private static final String GROUP = "readers";
  private static final int RECORDS = 40;

  private final List<KafkaProducer<String, String>> producers = new ArrayList<>();
  private final Map<TopicPartition, List<String>> written =
      new TreeMap<>(
          Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private int topics;
  private int rounds;
  private final Server cluster;
  private final KafkaClients clients;
  private final Admin admin;

  ClusterProgram(Server cluster) {
    this.cluster = cluster;
    this.clients = new KafkaClients(cluster.bootstrapServers());
    this.admin = clients.admin();
    openProducers();
  }

  private void openProducers() {
    producers.clear();
    for (String codec : CODECS) {
      producers.add(
          clients.producer(Map.of("compression.type", codec, "reconnect.backoff.max.ms", "200")));
    }
  }

  /** Three topics of one, two and three partitions, all with records, half of them read. */
  void begin() throws Exception {
    createTopic(1);
    createTopic(2);
    createTopic(3);
    produce();
    readInGroup();
    produce();
  }

  /** Writes to all partitions, and reads everything, with what is there; no metadata changes. */
  void produceAndRead() throws Exception {
    produce();
    assertThat(everything()).isEqualTo(written);
  }

  /** The broker is a member, all records and offsets are there, and everything can be done. */
  void goesOn() throws Exception {
    awaitRegistration();
    assertThat(everything()).isEqualTo(written);
    assertThat(offsets()).isEqualTo(committed);
    createTopic(1);
    produce();
    readInGroup();
    assertThat(everything()).isEqualTo(written);
    assertThat(offsets()).isEqualTo(committed);
  }

  /** Waits until the coordination service knows of no broker. */
  void awaitBrokerGone() {
    try (ZooKeeperSession session = ZooKeeperSession.open(cluster.connectString())) {
      await()
          .atMost(30, SECONDS)
          .until(() -> session.client().exists("/brokers/ids/0", false) == null);
    }
  }

  private void awaitRegistration() {
    try (ZooKeeperSession session = ZooKeeperSession.open(cluster.connectString())) {
      await("registration of the broker and of the controller")
          .atMost(30, SECONDS)
          .ignoreException(KeeperException.NoNodeException.class)
          .untilAsserted(
              () -> {
                byte[] broker = session.client().getData("/brokers/ids/0", false, null);
                assertThat(new String(broker, StandardCharsets.UTF_8))
                    .contains(cluster.bootstrapServers());
                byte[] controller = session.client().getData("/controller", false, null);
                assertThat(new String(controller, StandardCharsets.UTF_8))
                    .contains("\"brokerid\":0");
              });
    }
  }

  private void createTopic(int partitions) throws Exception {
    String name = "topic-" + topics++;
    admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get(60, SECONDS);
    IntStream.range(0, partitions)
        .forEach(number -> written.put(new TopicPartition(name, number), new ArrayList<>()));
  }

  /** Each time with another codec, so that batches keep their order. */
  private void produce() throws Exception {
    KafkaProducer<String, String> producer = producers.get(rounds++ % producers.size());
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    written.forEach(
        (partition, values) -> {
          for (int i = 0; i < RECORDS; i++) {
            String value = partition + "-" + values.size();
            sent.add(
                producer.send(
                    new ProducerRecord<>(partition.topic(), partition.partition(), "k", value)));
            values.add(value);
          }
        });
    for (Future<RecordMetadata> one : sent) {
      one.get(60, SECONDS);
    }
  }

  /** The group gets exactly what came after the offsets that it committed before. */
  private void readInGroup() {
    Map<TopicPartition, List<String>> expected = new HashMap<>();
    written.forEach(
        (partition, values) ->
            expected.put(
                partition,
                values.subList(committed.getOrDefault(partition, 0L).intValue(), values.size())));
    try (KafkaConsumer<String, String> consumer = clients.consumer(GROUP, Map.of())) {
      consumer.subscribe(
          written.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
      assertThat(poll(consumer, expected)).isEqualTo(expected);
      consumer.commitSync();
    }
    written.forEach((partition, values) -> committed.put(partition, (long) values.size()));
  }

  private Map<TopicPartition, List<String>> everything() {
    try (KafkaConsumer<String, String> consumer = clients.consumer("auditor", Map.of())) {
      consumer.assign(written.keySet());
      consumer.seekToBeginning(written.keySet());
      return poll(consumer, written);
    }
  }

  /** Polls until there is as much as expected. */
  private static Map<TopicPartition, List<String>> poll(
      KafkaConsumer<String, String> consumer, Map<TopicPartition, List<String>> expected) {
    int wanted = expected.values().stream().mapToInt(List::size).sum();
    Map<TopicPartition, List<String>> read = new HashMap<>();
    expected.keySet().forEach(partition -> read.put(partition, new ArrayList<>()));
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    int count = 0;
    while (count < wanted && System.nanoTime() < deadline) {
      for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
        read.get(new TopicPartition(record.topic(), record.partition())).add(record.value());
        count++;
      }
    }
    return read;
  }

  private Map<TopicPartition, Long> offsets() throws Exception {
    Map<TopicPartition, OffsetAndMetadata> found =
        admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get(60, SECONDS);
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  @Override
  public void close() {
    producers.forEach(producer -> producer.close(Duration.ofSeconds(5)));
    admin.close(Duration.ofSeconds(5));
  }
}
