package io.jackdaw.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Apache's transactional producer and consumer on an embedded broker. */
@Timeout(60)
class TransactionsTest {
  private static final TopicPartition OUT = new TopicPartition("out", 0);
  private static final TopicPartition IN = new TopicPartition("in", 0);

  private final List<AutoCloseable> open = new ArrayList<>();
  private Jackdaw jackdaw;
  private Admin admin;

  @BeforeEach
  void start() throws Exception {
    jackdaw =
        Jackdaw.builder()
            .inMemory()
            .brokerProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "100")
            .start();
    open.add(jackdaw);
    admin = Admin.create(Map.of("bootstrap.servers", jackdaw.bootstrapServers()));
    open.add(admin);
    admin
        .createTopics(List.of(new NewTopic("out", 3, (short) 1), new NewTopic("in", 1, (short) 1)))
        .all()
        .get();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private KafkaProducer<String, String> producer(String id, Object... config) {
    Map<String, Object> all = new HashMap<>();
    all.put("bootstrap.servers", jackdaw.bootstrapServers());
    all.put("transactional.id", id);
    all.put("max.block.ms", 20_000);
    for (int i = 0; i < config.length; i += 2) {
      all.put((String) config[i], config[i + 1]);
    }
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    open.add(() -> producer.close(Duration.ofSeconds(1)));
    return producer;
  }

  private List<String> read(String isolation) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", jackdaw.bootstrapServers(), "isolation.level", isolation);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> all =
          List.of(OUT, new TopicPartition("out", 1), new TopicPartition("out", 2));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(it -> consumer.position(it) < ends.get(it))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    values.sort(null);
    return values;
  }

  private static ProducerRecord<String, String> record(int partition, String value) {
    return new ProducerRecord<>("out", partition, "k", value);
  }

  @Test
  void readersOfCommittedTransactionsSeeThemWholeOrNotAtAll() {
    KafkaProducer<String, String> producer = producer("t");
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(record(0, "a"));
    producer.send(record(1, "b"));
    producer.commitTransaction();
    producer.beginTransaction();
    producer.send(record(0, "aborted"));
    producer.send(record(2, "aborted"));
    producer.flush();
    producer.abortTransaction();
    producer.beginTransaction();
    producer.send(record(0, "c"));
    producer.commitTransaction();
    producer.beginTransaction();
    producer.send(record(1, "open"));
    producer.flush();

    assertThat(read("read_committed")).containsExactly("a", "b", "c");
    assertThat(read("read_uncommitted"))
        .containsExactly("a", "aborted", "aborted", "b", "c", "open");
    producer.commitTransaction();
    assertThat(read("read_committed")).containsExactly("a", "b", "c", "open");
  }

  @Test
  void transactionsFollowEachOtherAsFastAsTheirProducersCan() throws Exception {
    int producers = 4;
    int each = 100;
    List<Future<?>> committing = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(producers)) {
      for (int i = 0; i < producers; i++) {
        KafkaProducer<String, String> producer = producer("fast-" + i, "linger.ms", 0);
        committing.add(threads.submit(() -> commit(producer, each)));
      }
      for (Future<?> one : committing) {
        one.get();
      }
    }
    assertThat(read("read_committed")).hasSize(producers * each);
  }

  private static void commit(KafkaProducer<String, String> producer, int transactions) {
    producer.initTransactions();
    for (int i = 0; i < transactions; i++) {
      producer.beginTransaction();
      producer.send(record(0, "x"));
      producer.commitTransaction();
    }
  }

  @Test
  void aNewProducerFencesTheOldOneAndAbortsWhatItLeftOpen() {
    KafkaProducer<String, String> old = producer("t");
    old.initTransactions();
    old.beginTransaction();
    old.send(record(0, "zombie"));
    old.flush();

    KafkaProducer<String, String> young = producer("t");
    young.initTransactions();
    assertThatThrownBy(
            () -> {
              old.send(record(0, "zombie"));
              old.commitTransaction();
            })
        .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
    young.beginTransaction();
    young.send(record(0, "fresh"));
    young.commitTransaction();
    assertThat(read("read_committed")).containsExactly("fresh");
  }

  @Test
  void offsetsCountWhenTheirTransactionHasCommitted() throws Exception {
    ConsumerGroupMetadata group = metadata("g");
    KafkaProducer<String, String> producer = producer("t");
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(record(0, "x"));
    producer.sendOffsetsToTransaction(Map.of(IN, new OffsetAndMetadata(7)), group);
    assertThat(committed()).isEmpty();
    producer.abortTransaction();
    assertThat(committed()).isEmpty();

    producer.beginTransaction();
    producer.sendOffsetsToTransaction(Map.of(IN, new OffsetAndMetadata(9)), group);
    producer.commitTransaction();
    Awaitility.await().untilAsserted(() -> assertThat(committed()).containsKey(IN));
    assertThat(committed().get(IN).offset()).isEqualTo(9);
  }

  /** Of a consumer that has not joined. */
  private ConsumerGroupMetadata metadata(String group) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", jackdaw.bootstrapServers(), "group.id", group);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      return consumer.groupMetadata();
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() throws Exception {
    return admin.listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata().get();
  }

  @Test
  void aTransactionThatTakesTooLongIsAborted() throws Exception {
    KafkaProducer<String, String> producer = producer("slow", "transaction.timeout.ms", 300);
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(record(0, "late"));
    producer.flush();
    assertThat(admin.describeTransactions(Set.of("slow")).description("slow").get().state())
        .isEqualTo(TransactionState.ONGOING);

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        admin
                            .describeTransactions(Set.of("slow"))
                            .description("slow")
                            .get()
                            .state())
                    .isEqualTo(TransactionState.COMPLETE_ABORT));
    assertThatThrownBy(producer::commitTransaction).isInstanceOf(RuntimeException.class);
    assertThat(read("read_committed")).isEmpty();
    assertThat(admin.listTransactions().all().get())
        .extracting(listing -> listing.transactionalId())
        .containsExactly("slow");
  }
}
