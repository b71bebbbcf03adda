package io.jackdaw.benchmarks;

import io.jackdaw.benchmarks.Contender.Ports;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** From the process's start to the first record produced and consumed; then memory, idle. */
final class KafkaStart implements Measurement {
  private static final Figure READY =
      Figure.less("start to first record produced and consumed", "ms", 0.25);
  private static final Figure IDLE = Figure.less("resident memory, idle", "MiB", 0.35);
  private static final long SETTLE_MS = 3000;

  @Override
  public String name() {
    return "kafka-start";
  }

  @Override
  public List<Contender> contenders() {
    return List.of(Contender.APACHE_KAFKA, Contender.JACKDAW);
  }

  @Override
  public List<Figure> figures() {
    return List.of(READY, IDLE);
  }

  @Override
  public Map<String, Double> run(Contender contender, Workplace place) throws Exception {
    Ports ports = Ports.pick();
    try (ServerProcess server = contender.start(place, ports)) {
      server.awaitPort(ports.kafka());
      roundTrip(ports.bootstrap());
      double readyMs = (System.nanoTime() - server.startedNs()) / 1e6;
      Thread.sleep(SETTLE_MS);
      return Map.of(READY.name(), readyMs, IDLE.name(), server.residentMib());
    }
  }

  private static void roundTrip(String bootstrap) throws Exception {
    Map<String, Object> eager =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "reconnect.backoff.ms",
            10,
            "reconnect.backoff.max.ms",
            10,
            "retry.backoff.ms",
            10);
    try (var producer =
            new KafkaProducer<>(eager, new ByteArraySerializer(), new ByteArraySerializer());
        var consumer =
            new KafkaConsumer<>(eager, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      byte[] value = "first".getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>("first", value)).get(60, TimeUnit.SECONDS);
      TopicPartition partition = new TopicPartition("first", 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {
        // The record is there; the client may still be looking for its broker.
      }
    }
  }
}
