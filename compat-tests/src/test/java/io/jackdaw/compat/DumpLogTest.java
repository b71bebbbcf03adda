package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.ApacheKraftKafka;
import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.OurTool;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** Our {@code kafka-dump-log.sh} beside Apache's, on the same files of both brokers. */
class DumpLogTest {
  private static final String TOPIC = "dumped";

  /** Where in a batch its checksum is. */
  private static final int CRC_AT = 17;

  /** Apache's expects offset 0 at the beginning of every file. */
  private static final Predicate<String> NO_FALSE_ALARM =
      line -> !line.startsWith("  -1 is followed by ") && !line.startsWith("Non-consecutive ");

  @Test
  void filesOfOurBrokerAreShownAsByApaches() throws Exception {
    Path logs;
    try (JackdawProcess server =
        JackdawProcess.fresh("dumped", Map.of("offsets.topic.num.partitions", "2"))) {
      logs = server.data().resolve("broker");
      KafkaClients clients = new KafkaClients(server.bootstrapServers());
      write(clients);
      share(clients);
      formatted(server.bootstrapServers());
      server.terminate();
    }
    String indexes = files(logs, "", ".index", ".timeindex");

    String records = same("--print-data-log", "--files", files(logs, "", ".log"));
    assertThat(records)
        .contains(" endTxnMarker: COMMIT coordinatorEpoch: 0")
        .contains(" endTxnMarker: ABORT coordinatorEpoch: 0")
        .contains(" headerKeys: [h]")
        .contains(" payload: gzip-");
    assertThat(same("--files", indexes + "," + files(logs, "", ".snapshot", ".txnindex")))
        .contains(" lastStableOffset: ")
        .contains("producerId: ");
    same("--verify-index-only", "--files", indexes);
    assertThat(same("--index-sanity-check", "--files", indexes)).contains(" passed sanity check.");
    assertThat(same("--offsets-decoder", "--files", files(logs, "__consumer_offsets", ".log")))
        .contains("key: {\"type\":\"1\",\"data\":{\"group\":\"classic\"")
        .contains("\"subscription\":{\"topics\":[\"" + TOPIC + "\"]")
        .contains("key: {\"type\":\"8\",\"data\":{\"groupId\":\"modern\"")
        .contains(" payload: <DELETE>");
    String transactions = files(logs, "__transaction_state", ".log");
    assertThat(same("--transaction-log-decoder", "--skip-record-metadata", "--files", transactions))
        .contains("| key: {\"type\":\"0\",\"data\":{\"transactionalId\":\"t\"}} payload: {");
    assertThat(
            same(
                "--share-group-state-decoder",
                "--files",
                files(logs, "__share_group_state", ".log")))
        .contains("\"groupId\":\"sharing\"");
    same("--max-bytes", "700", "--deep-iteration", "--files", files(logs, TOPIC, ".log"));

    damaged(logs);
  }

  @Test
  void filesOfApachesBrokerAreShownAsByApaches() throws Exception {
    Path logs;
    try (ApacheKraftKafka server =
        ApacheKraftKafka.fresh(
            Map.of(
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "1"))) {
      logs = server.logs();
      KafkaClients clients = new KafkaClients("127.0.0.1:" + server.port());
      write(clients);
      share(clients);
    }

    same("--print-data-log", "--files", files(logs, TOPIC, ".log"));
    same("--files", files(logs, TOPIC, ".index", ".timeindex", ".txnindex"));
    assertThat(same("--offsets-decoder", "--files", files(logs, "__consumer_offsets", ".log")))
        .contains("key: {\"type\":\"14\",\"data\":{\"groupId\":\"sharing\"");
    same("--transaction-log-decoder", "--files", files(logs, "__transaction_state", ".log"));
    String shares = files(logs, "__share_group_state", ".log");
    assertThat(same("--share-group-state-decoder", "--files", shares))
        .contains("\"groupId\":\"sharing\"");
  }

  /** Batches that differ in all that is shown of them, offsets of two groups, transactions. */
  private static void write(KafkaClients clients) throws Exception {
    try (Admin admin = clients.admin()) {
      NewTopic topic =
          new NewTopic(TOPIC, 1, (short) 1)
              .configs(Map.of("index.interval.bytes", "200", "segment.index.bytes", "4096"));
      admin.createTopics(List.of(topic)).all().get();
      for (String codec : ClusterProgram.CODECS) {
        try (KafkaProducer<String, String> producer =
            clients.producer(Map.of("compression.type", codec))) {
          for (int i = 0; i < 20; i++) {
            ProducerRecord<String, String> record =
                new ProducerRecord<>(
                    TOPIC, i % 3 == 0 ? null : "k" + i, i == 7 ? null : codec + "-" + i);
            record.headers().add("h", new byte[] {1});
            producer.send(record);
            if (i % 5 == 4) {
              producer.flush();
            }
          }
        }
      }
      transactions(clients);
      consume(clients, "classic", Map.of());
      consume(clients, "modern", Map.of("group.protocol", "consumer"));
      admin.deleteConsumerGroups(List.of("modern")).all().get();
    }
  }

  private static void transactions(KafkaClients clients) {
    try (KafkaProducer<String, String> producer =
        clients.producer(Map.of("transactional.id", "t"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(TOPIC, "k", "committed"));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(TOPIC, "k", "aborted"));
      producer.flush();
      producer.abortTransaction();
    }
  }

  private static void consume(KafkaClients clients, String group, Map<String, Object> more) {
    try (KafkaConsumer<String, String> consumer = clients.consumer(group, more)) {
      consumer.subscribe(List.of(TOPIC));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !consumer.poll(Duration.ofMillis(300)).isEmpty());
      consumer.commitSync();
    }
  }

  private static void share(KafkaClients clients) throws Exception {
    Map<String, Object> config =
        Map.of("bootstrap.servers", clients.bootstrapServers(), "group.id", "sharing");
    try (KafkaShareConsumer<String, String> consumer =
            new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer());
        KafkaProducer<String, String> producer = clients.producer(Map.of())) {
      consumer.subscribe(List.of(TOPIC));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                producer.send(new ProducerRecord<>(TOPIC, "k", "shared")).get();
                return !consumer.poll(Duration.ofMillis(500)).isEmpty();
              });
      consumer.commitSync();
    }
  }

  /** The console consumers' formatter for offsets; Apache's ends no lines. */
  private static void formatted(String brokers) {
    String[] arguments = {
      "--bootstrap-server",
      brokers,
      "--topic",
      "__consumer_offsets",
      "--from-beginning",
      "--formatter",
      "org.apache.kafka.tools.consumer.OffsetsMessageFormatter",
      "--timeout-ms",
      "3000"
    };
    String apaches =
        JavaTool.of("kafka-4.3", "org.apache.kafka.tools.consumer.ConsoleConsumer")
            .run(arguments)
            .out();
    assertThat(new OurTool("kafka-console-consumer.sh").run(arguments).out().lines().sorted())
        .isNotEmpty()
        .containsExactlyElementsOf(apaches.replace("}{", "}\n{").lines().sorted().toList());
  }

  /** A changed byte, a torn end, indexes that lead elsewhere: said in the same words. */
  private static void damaged(Path logs) throws IOException {
    Path folder = Places.freshFolder("dumped-damaged");
    List<String> copies = new ArrayList<>();
    for (String file : files(logs, TOPIC, ".log", ".index", ".timeindex").split(",")) {
      Path copy = Files.copy(Path.of(file), folder.resolve(Path.of(file).getFileName()));
      copies.add(copy.toString());
      try (RandomAccessFile bytes = new RandomAccessFile(copy.toFile(), "rw")) {
        flip(bytes, file.endsWith(".log") ? CRC_AT : 3);
      }
    }
    String all = String.join(",", copies);
    assertThat(same("--files", all)).contains("isvalid: false");
    same("--verify-index-only", "--files", all);

    String log = files(folder, "", ".log");
    try (RandomAccessFile bytes = new RandomAccessFile(log, "rw")) {
      bytes.setLength(bytes.length() - 5);
    }
    assertThat(same("--files", log))
        .containsPattern("Found \\d+ invalid bytes at the end of 0+.log");

    Path snapshot =
        Files.copy(
            Path.of(files(logs, TOPIC, ".snapshot").split(",")[0]), folder.resolve("9.snapshot"));
    try (RandomAccessFile bytes = new RandomAccessFile(snapshot.toFile(), "rw")) {
      flip(bytes, 20);
    }
    for (Outcome outcome :
        List.of(apaches("--files", snapshot.toString()), ours("--files", snapshot.toString()))) {
      assertThat(outcome.exitCode()).isZero();
      assertThat(outcome.out()).isEqualTo("Dumping " + snapshot + System.lineSeparator());
      assertThat(outcome.err()).contains("Snapshot is corrupt");
    }
  }

  private static void flip(RandomAccessFile file, long position) throws IOException {
    file.seek(position);
    int before = file.read();
    file.seek(position);
    file.write(before ^ 1);
  }

  /** What both say on standard output; they find the same faults. */
  private static String same(String... arguments) {
    Outcome apaches = apaches(arguments);
    Outcome ours = ours(arguments);
    assertThat(ours.out()).isEqualTo(apaches.out());
    assertThat(ours.exitCode()).isEqualTo(apaches.exitCode());
    assertThat(faults(ours)).isEqualTo(faults(apaches));
    return ours.out();
  }

  private static List<String> faults(Outcome outcome) {
    return outcome.err().lines().filter(NO_FALSE_ALARM).sorted().toList();
  }

  private static Outcome apaches(String... arguments) {
    return JavaTool.of("kafka-4.3", "org.apache.kafka.tools.DumpLogSegments").run(arguments);
  }

  private static Outcome ours(String... arguments) {
    return new OurTool("kafka-dump-log.sh").run(arguments);
  }

  /** Those of a topic, or all but the metadata of KRaft, that hold anything. */
  private static String files(Path logs, String topic, String... suffixes) throws IOException {
    try (Stream<Path> all = Files.walk(logs)) {
      return all.filter(file -> file.getParent().getFileName().toString().startsWith(topic))
          .filter(file -> !file.getParent().getFileName().toString().startsWith("__cluster"))
          .filter(file -> Stream.of(suffixes).anyMatch(it -> file.toString().endsWith(it)))
          .filter(file -> file.toFile().length() > 0 || !file.toString().endsWith(".log"))
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(","));
    }
  }
}
