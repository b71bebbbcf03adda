package io.jackdaw.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JackdawTest {
  @TempDir Path directory;

  @Test
  void servesBothProtocolsFromMemoryAndTouchesNoDisk() throws Exception {
    try (Jackdaw jackdaw =
        Jackdaw.builder().dataDir(directory.resolve("none")).inMemory().start()) {
      produce(jackdaw, "greetings", "hello", "world");

      assertThat(consume(jackdaw, "greetings", "group", 2)).containsExactly("hello", "world");
      assertThat(children(jackdaw, "/brokers/topics")).contains("greetings", "__consumer_offsets");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void findsRecordsZnodesAndCommittedOffsetsAgainAfterARestart() throws Exception {
    try (Jackdaw jackdaw = onDisk(directory)) {
      produce(jackdaw, "t", "one", "two");
      assertThat(consume(jackdaw, "t", "group", 2)).containsExactly("one", "two");
      try (ZooKeeper zookeeper = connect(jackdaw)) {
        zookeeper.create(
            "/kept",
            "x".getBytes(StandardCharsets.UTF_8),
            ZooDefs.Ids.OPEN_ACL_UNSAFE,
            CreateMode.PERSISTENT);
      }
    }
    try (Jackdaw jackdaw = onDisk(directory)) {
      produce(jackdaw, "t", "three");

      assertThat(consume(jackdaw, "t", "group", 1)).containsExactly("three");
      assertThat(children(jackdaw, "/")).contains("kept");
    }
  }

  @Test
  void severalLiveInOneJvmAndNoThreadOutlivesThem() throws Exception {
    Set<String> before = threads();

    try (Jackdaw first = Jackdaw.builder().inMemory().start();
        Jackdaw second = Jackdaw.builder().inMemory().start()) {
      produce(first, "t", "first");
      produce(second, "t", "second");

      assertThat(consume(first, "t", "g", 1)).containsExactly("first");
      assertThat(consume(second, "t", "g", 1)).containsExactly("second");
    }

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
  }

  @Test
  void aDataDirectoryInUseIsRefusedAndLeftAlone() throws Exception {
    try (Jackdaw first = onDisk(directory)) {
      assertThatThrownBy(() -> onDisk(directory)).hasMessageContaining("in use");
      produce(first, "t", "still here");
    }
  }

  private static Jackdaw onDisk(Path directory) {
    return Jackdaw.builder().dataDir(directory).kafkaPort(0).zookeeperPort(0).start();
  }

  private static void produce(Jackdaw jackdaw, String topic, String... values) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", jackdaw.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, value)).get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static List<String> consume(Jackdaw jackdaw, String topic, String group, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            jackdaw.bootstrapServers(),
            "group.id",
            group,
            "auto.offset.reset",
            "earliest");
    List<String> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                for (ConsumerRecord<String, String> record :
                    consumer.poll(Duration.ofMillis(100))) {
                  values.add(record.value());
                }
                return values.size() >= count;
              });
      consumer.commitSync();
    }
    return values;
  }

  private static List<String> children(Jackdaw jackdaw, String path) throws Exception {
    try (ZooKeeper zookeeper = connect(jackdaw)) {
      return zookeeper.getChildren(path, false);
    }
  }

  private static ZooKeeper connect(Jackdaw jackdaw) throws Exception {
    return new ZooKeeper(jackdaw.connectString(), 10_000, event -> {});
  }

  private static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    Thread.getAllStackTraces()
        .keySet()
        .forEach(
            thread -> {
              if (thread.getName().startsWith("jackdaw")
                  || thread.getName().contains("ZooKeeper")) {
                names.add(thread.getName());
              }
            });
    return names;
  }
}
