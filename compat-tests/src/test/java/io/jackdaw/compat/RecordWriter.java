package io.jackdaw.compat;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * An idempotent producer with {@code acks=all} that sends numbered records until it is stopped, and
 * remembers which of them the broker acknowledged. It lives through any number of broker deaths.
 */
final class RecordWriter implements AutoCloseable {
  private static final int IN_FLIGHT = 200;
  private static final long PACE_NANOS = 500_000;

  private final String name;
  private final String topic;
  private final KafkaProducer<String, String> producer;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Semaphore free = new Semaphore(IN_FLIGHT);
  private final Thread thread;
  private volatile boolean stopped;

  RecordWriter(String name, KafkaClients clients, String topic) {
    this.name = name;
    this.topic = topic;
    this.producer =
        clients.producer(
            Map.of(
                "acks", "all",
                "enable.idempotence", "true",
                "delivery.timeout.ms", "120000",
                "request.timeout.ms", "10000",
                "max.block.ms", "120000",
                "reconnect.backoff.max.ms", "200",
                "linger.ms", "2"));
    this.thread = Thread.ofPlatform().name(name).start(this::send);
  }

  /** Values that the broker has acknowledged so far. */
  Set<String> acknowledged() {
    return acknowledged;
  }

  private void send() {
    for (long number = 0; !stopped; number++) {
      String value = name + "-" + number;
      free.acquireUninterruptibly();
      LockSupport.parkNanos(PACE_NANOS);
      producer.send(
          new ProducerRecord<>(topic, value, value),
          (metadata, failure) -> {
            free.release();
            if (failure == null) {
              acknowledged.add(value);
            }
          });
    }
  }

  /** Stops sending and waits until everything sent is answered, but not for ever. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(30));
  }
}
