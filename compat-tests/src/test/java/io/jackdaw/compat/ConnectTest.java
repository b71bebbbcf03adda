package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.ApacheKraftKafka;
import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Apache's Connect 4.3.1 with all that it keeps on our broker, and MirrorMaker 2 between Apache's
 * broker and ours, both ways.
 *
 * <p>Runs when {@code -Djackdaw.connect=true} says so: workers take their time to start.
 */
@EnabledIfSystemProperty(named = "jackdaw.connect", matches = "true")
class ConnectTest {
  private static final String TOOLS = "connect-4.3";
  private static final Duration STOPS = Duration.ofSeconds(60);

  private final Path folder = Places.freshFolder("connect");

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void append(Path file, int from, int to) throws IOException {
    Files.write(file, lines(from, to), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static List<String> lines(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
  }

  private ExternalProcess worker(String bootstrapServers, int port) throws IOException {
    Path config =
        write(
            "worker.properties",
            """
            bootstrap.servers=%s
            listeners=http://127.0.0.1:%d
            group.id=connect
            config.storage.topic=connect-configs
            offset.storage.topic=connect-offsets
            status.storage.topic=connect-status
            config.storage.replication.factor=1
            offset.storage.replication.factor=1
            status.storage.replication.factor=1
            key.converter=org.apache.kafka.connect.storage.StringConverter
            value.converter=org.apache.kafka.connect.storage.StringConverter
            offset.flush.interval.ms=500
            exactly.once.source.support=enabled
            scheduled.rebalance.max.delay.ms=0
            """
                .formatted(bootstrapServers, port));
    ExternalProcess worker =
        JavaTool.of(TOOLS, "org.apache.kafka.connect.cli.ConnectDistributed", "-Xmx512m")
            .start(config.toString());
    Readiness.awaitListening(worker, port);
    return worker;
  }

  private static void stop(ExternalProcess worker) {
    worker.family().forEach(ProcessHandle::destroy);
    worker.await(STOPS);
  }

  private static void configure(int port, String connector, String json) {
    URI uri = URI.create("http://127.0.0.1:%d/connectors/%s/config".formatted(port, connector));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      await()
          .atMost(60, SECONDS)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
              });
    }
  }

  private static void awaitLines(Path file, int to) {
    await()
        .atMost(60, SECONDS)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(Files.readAllLines(file)).isEqualTo(lines(0, to)));
  }

  @Test
  void linesOfAFilePassThroughATopicOnceThoughWorkerAndBrokerAreStartedAnew() throws Exception {
    Path in = folder.resolve("in.txt");
    Path out = folder.resolve("out.txt");
    int port = Places.freePort();
    append(in, 0, 100);
    try (JackdawProcess server = JackdawProcess.fresh("ConnectTest")) {
      ExternalProcess worker = worker(server.bootstrapServers(), port);
      configure(
          port,
          "source",
          """
          {"connector.class": "org.apache.kafka.connect.file.FileStreamSourceConnector",
           "tasks.max": "1", "topic": "lines", "file": "%s"}
          """
              .formatted(in));
      configure(
          port,
          "sink",
          """
          {"connector.class": "org.apache.kafka.connect.file.FileStreamSinkConnector",
           "tasks.max": "1", "topics": "lines", "file": "%s"}
          """
              .formatted(out));
      awaitLines(out, 100);

      stop(worker);
      append(in, 100, 200);
      worker = worker(server.bootstrapServers(), port);
      awaitLines(out, 200);

      server.kill();
      server.start();
      append(in, 200, 300);
      awaitLines(out, 300);
      stop(worker);
    }
  }

  @Test
  void mirrorMakerCopiesFromApachesBrokerToOursAndBack() throws Exception {
    try (ApacheKraftKafka apache = ApacheKraftKafka.fresh();
        JackdawProcess server = JackdawProcess.fresh("MirrorMaker")) {
      KafkaClients there = new KafkaClients("127.0.0.1:" + apache.port());
      KafkaClients here = new KafkaClients(server.bootstrapServers());
      produce(there, "orders");
      produce(here, "bills");
      Path config =
          write(
              "mirror.properties",
              """
              clusters=apache,jackdaw
              apache.bootstrap.servers=127.0.0.1:%d
              jackdaw.bootstrap.servers=%s
              apache->jackdaw.enabled=true
              apache->jackdaw.topics=orders
              jackdaw->apache.enabled=true
              jackdaw->apache.topics=bills
              replication.factor=1
              checkpoints.topic.replication.factor=1
              heartbeats.topic.replication.factor=1
              offset-syncs.topic.replication.factor=1
              offset.storage.replication.factor=1
              status.storage.replication.factor=1
              config.storage.replication.factor=1
              dedicated.mode.enable.internal.rest=false
              sync.topic.acls.enabled=false
              refresh.topics.interval.seconds=2
              """
                  .formatted(apache.port(), server.bootstrapServers()));
      ExternalProcess mirror =
          JavaTool.of(TOOLS, "org.apache.kafka.connect.mirror.MirrorMaker", "-Xmx512m")
              .start(config.toString());
      assertThat(values(here, "apache.orders")).isEqualTo(lines(0, 100));
      assertThat(values(there, "jackdaw.bills")).isEqualTo(lines(0, 100));
      stop(mirror);
    }
  }

  private static void produce(KafkaClients kafka, String topic) throws Exception {
    try (Admin admin = kafka.admin()) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    try (KafkaProducer<String, String> producer = kafka.producer(Map.of())) {
      lines(0, 100).forEach(line -> producer.send(new ProducerRecord<>(topic, 0, null, line)));
    }
  }

  private static List<String> values(KafkaClients kafka, String topic) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        kafka.consumer("check", Map.of("metadata.max.age.ms", 500))) {
      consumer.subscribe(List.of(topic));
      await()
          .atMost(90, SECONDS)
          .until(
              () -> {
                for (ConsumerRecord<String, String> read : consumer.poll(Duration.ofMillis(200))) {
                  values.add(read.value());
                }
                return values.size() >= 100;
              });
    }
    return values;
  }
}
