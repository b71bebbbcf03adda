package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.KafkaClients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Starts of the packaged server after a file was cut or had bits flipped while it was down. */
class DamagedFilesTest {
  private static final int RECORDS = 20;

  private JackdawProcess server;

  @BeforeEach
  void start() throws Exception {
    server = JackdawProcess.fresh("damaged-files");
    KafkaClients clients = new KafkaClients(server.bootstrapServers());
    try (Admin admin = clients.admin();
        KafkaProducer<String, String> producer = clients.producer(Map.of("batch.size", "0"))) {
      admin
          .createTopics(Stream.of("a", "b").map(name -> new NewTopic(name, 1, (short) 1)).toList())
          .all()
          .get();
      for (int i = 0; i < RECORDS; i++) {
        producer.send(new ProducerRecord<>("a", 0, null, "v" + i)).get();
        producer.send(new ProducerRecord<>("b", 0, null, "v" + i)).get();
      }
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aCutEndOfALogHeals() throws Exception {
    server.kill();
    Path log = file("a-0/00000000000000000000.log");
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 7);
    }

    server.start();

    assertThat(server.log()).contains("unfinished write").contains(log.toString());
    assertThat(read("a")).isEqualTo(values(RECORDS - 1));
    assertThat(read("b")).isEqualTo(values(RECORDS));
  }

  @Test
  void aDamagedMiddleTakesOnePartitionOfflineAndNamesFilePositionAndRemedy() throws Exception {
    server.kill();
    Path log = file("a-0/00000000000000000000.log");
    flip(log, Files.size(log) / 2);

    server.start();

    assertThat(server.log())
        .contains("Partition a-0 is offline")
        .contains(log + " is damaged at position")
        .contains("truncate -s");
    assertThat(read("b")).isEqualTo(values(RECORDS));
    try (Admin admin = new KafkaClients(server.bootstrapServers()).admin()) {
      admin.createTopics(List.of(new NewTopic("c", 1, (short) 1))).all().get();
    }
  }

  @Test
  void damagedDataOfTheWholeNodeRefusesToStartAndNamesTheFile() throws Exception {
    server.terminate();
    Path starts = file("log-start-offset-checkpoint");
    byte[] good = Files.readAllBytes(starts);
    Files.writeString(starts, "0\n3\na 0 1");
    assertThatThrownBy(server::start).hasMessageContaining(starts + " is damaged in line");
    Files.write(starts, good);

    Path journal;
    try (Stream<Path> all = Files.walk(server.data())) {
      journal =
          all.filter(path -> path.getFileName().toString().startsWith("journal-"))
              .findFirst()
              .orElseThrow();
    }
    byte[] whole = Files.readAllBytes(journal);
    flip(journal, 100);
    assertThatThrownBy(server::start).hasMessageContaining(journal + " is damaged at position");
    Files.write(journal, whole);

    server.start();
    assertThat(read("a")).isEqualTo(values(RECORDS));
  }

  private Path file(String end) throws IOException {
    try (Stream<Path> all = Files.walk(server.data())) {
      return all.filter(path -> path.toString().endsWith("/" + end)).findFirst().orElseThrow();
    }
  }

  private static void flip(Path file, long position) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[(int) position] ^= 0x10;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(content));
    }
  }

  private static List<String> values(int count) {
    return IntStream.range(0, count).mapToObj(i -> "v" + i).toList();
  }

  private List<String> read(String topic) {
    List<String> values = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaClients(server.bootstrapServers()).consumer("reader", Map.of())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
