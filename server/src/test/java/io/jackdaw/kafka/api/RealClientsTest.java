package io.jackdaw.kafka.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.partition.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Apache's own producer, consumer and admin client on the data path, in memory and on disk. */
@Timeout(60)
class RealClientsTest {
  private static final TopicPartition T0 = new TopicPartition("t", 0);

  @TempDir private Path temporary;
  private final Uuid id = Uuid.randomUuid();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private DataBroker broker(Disk disk) {
    DataBroker broker = new DataBroker(disk, temporary.resolve("logs"));
    open.add(broker);
    broker.publish(new ClusterImages().topic("t", id, 3));
    return broker;
  }

  private KafkaProducer<String, String> producer(DataBroker broker, Map<String, Object> config) {
    Map<String, Object> all = new HashMap<>(config);
    all.put("bootstrap.servers", broker.bootstrapServers());
    all.putIfAbsent("request.timeout.ms", 15_000);
    all.putIfAbsent("delivery.timeout.ms", 20_000);
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    open.add(() -> producer.close(Duration.ofSeconds(1)));
    return producer;
  }

  private KafkaConsumer<String, String> consumer(DataBroker broker, Map<String, Object> config) {
    Map<String, Object> all = new HashMap<>(config);
    all.put("bootstrap.servers", broker.bootstrapServers());
    all.put("enable.auto.commit", false);
    all.putIfAbsent("auto.offset.reset", "earliest");
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
    open.add(() -> consumer.close(CloseOptions.timeout(Duration.ofSeconds(1))));
    return consumer;
  }

  private Admin admin(DataBroker broker) {
    Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    open.add(admin);
    return admin;
  }

  private static List<ConsumerRecord<String, String>> poll(
      KafkaConsumer<String, String> consumer, int count) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    while (records.size() < count) {
      consumer.poll(Duration.ofMillis(500)).forEach(records::add);
    }
    return records;
  }

  private static List<RecordMetadata> send(
      KafkaProducer<String, String> producer, String topic, int from, int to) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = from; i < to; i++) {
      sent.add(producer.send(new ProducerRecord<>(topic, 0, (long) 1000 + i, "k" + i, "v" + i)));
    }
    producer.flush();
    List<RecordMetadata> done = new ArrayList<>();
    for (Future<RecordMetadata> each : sent) {
      done.add(each.get(20, TimeUnit.SECONDS));
    }
    return done;
  }

  @ParameterizedTest
  @CsvSource({
    "memory, none, all, true",
    "memory, gzip, 1, false",
    "memory, lz4, 0, false",
    "disk, none, all, true",
    "disk, none, 0, false",
    "disk, gzip, all, true",
    "disk, snappy, 1, false",
    "disk, lz4, all, true",
    "disk, zstd, all, true"
  })
  void whatIsProducedIsFetched(String where, String codec, String acks, boolean idempotent)
      throws Exception {
    DataBroker broker = broker(where.equals("disk") ? new LocalDisk() : new MemoryDisk());
    KafkaProducer<String, String> producer =
        producer(
            broker,
            Map.of("acks", acks, "compression.type", codec, "enable.idempotence", idempotent));

    List<RecordMetadata> sent = send(producer, "t", 0, 1000);

    if (!acks.equals("0")) {
      assertThat(sent.getFirst().offset()).isZero();
      assertThat(sent.getLast().offset()).isEqualTo(999);
    }
    KafkaConsumer<String, String> consumer = consumer(broker, Map.of("max.poll.records", 333));
    consumer.assign(List.of(T0, new TopicPartition("t", 1)));
    List<ConsumerRecord<String, String>> records = poll(consumer, 1000);
    assertThat(records).hasSize(1000);
    for (int i = 0; i < 1000; i++) {
      assertThat(records.get(i).offset()).isEqualTo(i);
      assertThat(records.get(i).key()).isEqualTo("k" + i);
      assertThat(records.get(i).value()).isEqualTo("v" + i);
      assertThat(records.get(i).timestamp()).isEqualTo(1000 + i);
      assertThat(records.get(i).leaderEpoch()).contains(0);
    }
  }

  @Test
  void aWaitingConsumerIsWokenByAnAppend() throws Exception {
    DataBroker broker = broker(new LocalDisk());
    KafkaProducer<String, String> producer = producer(broker, Map.of("linger.ms", 0));
    send(producer, "t", 0, 1);
    KafkaConsumer<String, String> consumer = consumer(broker, Map.of("fetch.max.wait.ms", 30_000));
    consumer.assign(List.of(T0));
    poll(consumer, 1);

    CompletableFuture<List<ConsumerRecord<String, String>>> polled =
        CompletableFuture.supplyAsync(() -> poll(consumer, 1));
    Awaitility.await().until(() -> Waiting.on(broker.partitions.find("t", 0)) > 0);
    send(producer, "t", 1, 2);

    assertThat(polled).as("long before its 30 s are over").succeedsWithin(Duration.ofSeconds(15));
  }

  @Test
  void offsetsAreFoundByPositionAndByTime() throws Exception {
    DataBroker broker = broker(new LocalDisk());
    send(producer(broker, Map.of()), "t", 0, 100);
    KafkaConsumer<String, String> consumer = consumer(broker, Map.of());

    assertThat(consumer.beginningOffsets(List.of(T0))).containsEntry(T0, 0L);
    assertThat(consumer.endOffsets(List.of(T0))).containsEntry(T0, 100L);
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(Map.of(T0, 1050L));
    assertThat(found.get(T0).offset()).isEqualTo(50);
    assertThat(found.get(T0).timestamp()).isEqualTo(1050);
    assertThat(consumer.offsetsForTimes(Map.of(T0, 5000L)).get(T0)).isNull();

    assertThat(offset(broker, OffsetSpec.maxTimestamp())).isEqualTo(99);
    assertThat(offset(broker, OffsetSpec.earliest())).isZero();
    assertThat(offset(broker, OffsetSpec.latest())).isEqualTo(100);
    assertThat(offset(broker, OffsetSpec.earliestLocal())).isZero();
    assertThat(offset(broker, OffsetSpec.latestTiered())).isEqualTo(-1);
  }

  private long offset(DataBroker broker, OffsetSpec spec) throws Exception {
    return admin(broker).listOffsets(Map.of(T0, spec)).partitionResult(T0).get().offset();
  }

  @Test
  void deletedRecordsAreGoneAndAReaderOfThemStartsAnew() throws Exception {
    DataBroker broker = broker(new LocalDisk());
    send(producer(broker, Map.of()), "t", 0, 100);
    Admin admin = admin(broker);

    long low =
        admin
            .deleteRecords(Map.of(T0, RecordsToDelete.beforeOffset(40)))
            .lowWatermarks()
            .get(T0)
            .get()
            .lowWatermark();

    assertThat(low).isEqualTo(40);
    KafkaConsumer<String, String> consumer = consumer(broker, Map.of());
    consumer.assign(List.of(T0));
    consumer.seek(T0, 3);
    assertThat(poll(consumer, 60).getFirst().offset()).isEqualTo(40);
    assertThat(
            admin
                .deleteRecords(Map.of(T0, RecordsToDelete.beforeOffset(-1)))
                .lowWatermarks()
                .get(T0)
                .get()
                .lowWatermark())
        .isEqualTo(100);
    assertThatThrownBy(
            () -> admin.deleteRecords(Map.of(T0, RecordsToDelete.beforeOffset(101))).all().get())
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("OffsetOutOfRange");
  }

  @Test
  void logDirectoriesAreDescribedWithSizesAndVolumes() throws Exception {
    DataBroker broker = broker(new LocalDisk());
    send(producer(broker, Map.of()), "t", 0, 100);

    var directories = admin(broker).describeLogDirs(List.of(0)).allDescriptions().get().get(0);

    assertThat(directories).hasSize(1);
    var directory = directories.get(temporary.resolve("logs").toAbsolutePath().toString());
    assertThat(directory.totalBytes().getAsLong()).isPositive();
    assertThat(directory.usableBytes().getAsLong()).isPositive();
    assertThat(directory.replicaInfos()).hasSize(3);
    assertThat(directory.replicaInfos().get(T0).size()).isPositive();
  }

  @Test
  void refusalsReachTheProducerAsTheyAre() throws Exception {
    DataBroker broker = broker(new MemoryDisk());
    ClusterImages images = new ClusterImages().topic("t", id, 1);
    images.topic(
        "wide", Uuid.randomUuid(), 1, ClusterImages.state(List.of(0, 1), 0, 1, List.of(0)));
    images.config("wide", "min.insync.replicas", "2");
    images.config("t", "max.message.bytes", "500");
    broker.publish(images);

    KafkaProducer<String, String> producer =
        producer(
            broker,
            Map.of(
                "delivery.timeout.ms",
                900,
                "request.timeout.ms",
                800,
                "linger.ms",
                0,
                "retries",
                0,
                "enable.idempotence",
                false));

    assertThatThrownBy(() -> producer.send(new ProducerRecord<>("wide", "x")).get())
        .hasCauseInstanceOf(NotEnoughReplicasException.class);
    assertThatThrownBy(() -> producer.send(new ProducerRecord<>("t", "x".repeat(1000))).get())
        .hasCauseInstanceOf(RecordTooLargeException.class);
  }

  @Test
  void recordsSurviveARestart() throws Exception {
    DataBroker first = broker(new LocalDisk());
    send(producer(first, Map.of()), "t", 0, 50);
    close();
    open.clear();

    DataBroker second = broker(new LocalDisk());
    send(producer(second, Map.of()), "t", 50, 60);
    KafkaConsumer<String, String> consumer = consumer(second, Map.of());
    consumer.assign(List.of(T0));

    assertThat(poll(consumer, 60)).extracting(ConsumerRecord::value).startsWith("v0", "v1");
    assertThat(consumer.position(T0)).isEqualTo(60);
  }
}
