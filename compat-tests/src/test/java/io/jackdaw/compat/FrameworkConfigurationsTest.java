package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.CommittedRecords;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What applications on Spring for Apache Kafka and on Quarkus do to a broker all day. */
class FrameworkConfigurationsTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private static final int RECORDS = 60;

  private final KafkaClients clients = new KafkaClients(SERVER.bootstrapServers());

  @Test
  void springsListenersWorkOnEveryRecordInOrderAndPublishWhatFailsAlways() throws Exception {
    SpringKafkaProgram spring = new SpringKafkaProgram(clients, "orders");
    spring.declare(2);
    spring.declare(4);
    fill("orders", 4);
    ConcurrentMap<Integer, Queue<String>> worked = new ConcurrentHashMap<>();
    ConcurrentMap<String, Integer> attempts = new ConcurrentHashMap<>();
    SpringKafkaProgram.Listener listener =
        record -> {
          int attempt = attempts.merge(record.value(), 1, Integer::sum);
          if (record.value().endsWith("7") || (record.value().endsWith("3") && attempt == 1)) {
            throw new IllegalStateException("no " + record.value());
          }
          worked
              .computeIfAbsent(record.partition(), p -> new ConcurrentLinkedQueue<>())
              .add(record.value());
        };
    List<Thread> container =
        IntStream.range(0, 2)
            .mapToObj(i -> Thread.ofVirtual().start(() -> spring.listen("billing", i, listener)))
            .toList();
    for (Thread each : container) {
      each.join();
    }

    for (int partition = 0; partition < 4; partition++) {
      int of = partition;
      assertThat(worked.get(partition))
          .containsExactlyElementsOf(
              IntStream.range(0, RECORDS)
                  .filter(i -> i % 4 == of && i % 10 != 7)
                  .mapToObj(i -> "v" + i)
                  .toList());
    }
    assertThat(attempts.get("v7")).as("attempts, more if partitions moved").isBetween(3, 6);
    assertThat(attempts).containsEntry("v3", 2).containsEntry("v4", 1);
    assertThat(dead("orders-dlt"))
        .containsOnlyKeys("v7", "v17", "v27", "v37", "v47", "v57")
        .containsEntry("v17", "orders from java.lang.IllegalStateException: no v17");
    assertThat(uncommitted("billing", "orders", 4)).isZero();
  }

  @Test
  void springsTransactionsHaveEveryRecordOnceThoughSomeFail() throws Exception {
    SpringKafkaProgram spring = new SpringKafkaProgram(clients, "payments");
    spring.declare(2);
    fill("payments", 2);
    ConcurrentMap<String, Integer> attempts = new ConcurrentHashMap<>();
    try (Admin admin = clients.admin()) {
      admin.createTopics(List.of(new NewTopic("booked", 1, (short) 1))).all().get();
    }

    spring.listenInTransactions(
        "booking",
        "booked",
        record -> {
          if (record.value().endsWith("5") && attempts.merge(record.value(), 1, Integer::sum) < 2) {
            throw new IllegalStateException("not yet");
          }
        });

    List<String> booked =
        new CommittedRecords<>(clients, "booked", StringDeserializer.class)
            .all().stream().map(Map.Entry::getValue).toList();
    assertThat(booked).containsExactlyInAnyOrderElementsOf(values());
    assertThat(uncommitted("booking", "payments", 2)).isZero();
  }

  @Test
  void quarkusChannelsWorkOnManyAtOnceAndCommitWithoutAGap() throws Exception {
    QuarkusProgram quarkus = new QuarkusProgram(clients);
    try (Admin admin = clients.admin()) {
      admin.createTopics(List.of(new NewTopic("prices", 3, (short) 1))).all().get();
    }
    assertThat(quarkus.isReady("prices")).isTrue();
    quarkus.emit("prices", RECORDS);
    List<String> worked = Collections.synchronizedList(new ArrayList<>());

    quarkus.receive("shop", "prices", RECORDS, worked::add);

    assertThat(worked).containsExactlyInAnyOrderElementsOf(values());
    assertThat(uncommitted("shop", "prices", 3)).isZero();
  }

  private static List<String> values() {
    return IntStream.range(0, RECORDS).mapToObj(i -> "v" + i).toList();
  }

  private void fill(String topic, int partitions) {
    try (KafkaProducer<String, String> producer = clients.producer(Map.of())) {
      for (int i = 0; i < RECORDS; i++) {
        producer.send(new ProducerRecord<>(topic, i % partitions, "k" + i, "v" + i));
      }
      producer.flush();
    }
  }

  /** Values of the dead-letter topic, and what their headers tell. */
  private Map<String, String> dead(String topic) {
    Map<String, String> dead = new HashMap<>();
    try (KafkaConsumer<String, String> consumer = clients.consumer("of-the-dead", Map.of())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(it -> new TopicPartition(topic, it.partition()))
              .toList();
      consumer.assign(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record ->
                    dead.put(
                        record.value(),
                        "%s from %s: %s"
                            .formatted(
                                header(record, "kafka_dlt-original-topic"),
                                header(record, "kafka_dlt-exception-fqcn"),
                                header(record, "kafka_dlt-exception-message"))));
      }
    }
    return dead;
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value());
  }

  private long uncommitted(String group, String topic, int partitions)
      throws ExecutionException, InterruptedException {
    try (Admin admin = clients.admin()) {
      Map<TopicPartition, Long> committed = new HashMap<>();
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, offset) -> committed.put(partition, offset.offset()));
      long behind = 0;
      for (int i = 0; i < partitions; i++) {
        TopicPartition each = new TopicPartition(topic, i);
        long end =
            admin
                .listOffsets(
                    Map.of(each, OffsetSpec.latest()),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .partitionResult(each)
                .get()
                .offset();
        behind += end - committed.getOrDefault(each, 0L);
      }
      return behind;
    }
  }
}
