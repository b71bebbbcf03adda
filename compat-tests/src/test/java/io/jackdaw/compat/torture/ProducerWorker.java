package io.jackdaw.compat.torture;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An idempotent producer with {@code acks=all} that numbers its records by partition. */
final class ProducerWorker extends Worker {
  private static final Duration PAUSE = Duration.ofMillis(4);
  private static final int IN_FLIGHT = 100;

  private final SplittableRandom random;
  private final KafkaClients clients;
  private final String topic;
  private final long[] sequences;
  private final History history;

  ProducerWorker(
      String name,
      SplittableRandom random,
      KafkaClients clients,
      String topic,
      int partitions,
      History history) {
    super(name);
    this.random = random;
    this.clients = clients;
    this.topic = topic;
    this.sequences = new long[partitions];
    this.history = history;
  }

  @Override
  void work() {
    Semaphore free = new Semaphore(IN_FLIGHT);
    try (KafkaProducer<String, String> producer = clients.producer(settings())) {
      while (!isStopped()) {
        free.acquireUninterruptibly();
        send(producer, random.nextInt(sequences.length), free);
        pace(PAUSE);
      }
    }
  }

  private static Map<String, Object> settings() {
    return Map.of(
        "acks", "all",
        "enable.idempotence", "true",
        "delivery.timeout.ms", "120000",
        "request.timeout.ms", "10000",
        "max.block.ms", "120000",
        "reconnect.backoff.max.ms", "200",
        "linger.ms", "2");
  }

  private void send(KafkaProducer<String, String> producer, int partition, Semaphore free) {
    long sequence = sequences[partition]++;
    String value = RecordSent.value(name(), partition, sequence);
    long invokedNs = history.invoke(name(), value);
    producer.send(
        new ProducerRecord<>(topic, partition, value, value),
        (metadata, failure) -> {
          long offset = failure == null && metadata.hasOffset() ? metadata.offset() : -1;
          long returnedNs = failure == null ? history.now() : Entry.NEVER;
          history.complete(
              new RecordSent(name(), partition, sequence, offset, invokedNs, returnedNs));
          if (failure == null) {
            progressed();
          }
          free.release();
        });
  }
}
