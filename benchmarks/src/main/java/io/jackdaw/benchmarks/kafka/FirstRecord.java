package io.jackdaw.benchmarks.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A record produced and consumed by Apache's clients, which try again without delay. */
final class FirstRecord {
  private FirstRecord() {}

  /**
   * Produces and consumes it.
   *
   * @param back runs when it has come back; clients that close wait for their last fetch
   */
  static void passes(String bootstrap, TopicPartition partition, Runnable back) throws Exception {
    Map<String, Object> eager =
        Map.of(
            "bootstrap.servers", bootstrap,
            "reconnect.backoff.ms", 10,
            "reconnect.backoff.max.ms", 10,
            "retry.backoff.ms", 10,
            "retry.backoff.max.ms", 10);
    try (var producer =
            new KafkaProducer<>(eager, new ByteArraySerializer(), new ByteArraySerializer());
        var consumer =
            new KafkaConsumer<>(eager, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      byte[] value = "first".getBytes(StandardCharsets.UTF_8);
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(partition.topic(), partition.partition(), null, value);
      RecordMetadata written = producer.send(record).get(180, TimeUnit.SECONDS);
      consumer.assign(List.of(partition));
      consumer.seek(partition, written.offset());
      while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {
        // The record is there; the client may still be looking for its broker.
      }
      back.run();
    }
  }
}
