package io.jackdaw.benchmarks.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Records that one of Apache's producers sends and one of its consumers receives, acks=all and
 * linger 0. Each carries the time at which it was due, so that the consumer can tell how late it
 * is.
 */
final class EndToEnd {
  private static final int RECORD_BYTES = 100;
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

  private final String bootstrap;
  private final String topic;
  private final int partitions;

  EndToEnd(String bootstrap, String topic, int partitions) {
    this.bootstrap = bootstrap;
    this.topic = topic;
    this.partitions = partitions;
  }

  /**
   * What came through.
   *
   * @param perSecond records received, until the last
   * @param latencies nanoseconds from when each was due to when it was received
   */
  record Passed(double perSecond, Histogram latencies) {}

  /** As many as go through. */
  Passed most(Duration time) throws Exception {
    return pass(0, time);
  }

  /** {@code perSecond}, whether or not earlier ones have arrived. */
  Passed at(double perSecond, Duration time) throws Exception {
    return pass(1e9 / perSecond, time);
  }

  private Passed pass(double intervalNs, Duration time) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 0);
    AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
    try (var producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        Receiver receiver = new Receiver();
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Histogram> received = thread.submit(receiver::receive);
      long start = System.nanoTime();
      long sent = 0;
      while (true) {
        long due = intervalNs > 0 ? start + (long) (sent * intervalNs) : System.nanoTime();
        if (due - start >= time.toNanos()) {
          break;
        }
        for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
          LockSupport.parkNanos(early);
        }
        byte[] value = new byte[RECORD_BYTES];
        ByteBuffer.wrap(value).putLong(due);
        producer.send(
            new ProducerRecord<>(topic, (int) (sent % partitions), null, value),
            (metadata, failure) -> {
              if (failure != null) {
                refused.set(failure);
              }
            });
        sent++;
      }
      producer.flush();
      receiver.expect(sent);
      Histogram latencies = received.get(LIMIT_NS, TimeUnit.NANOSECONDS);
      if (refused.get() != null) {
        throw new ExecutionException("a record was refused", refused.get());
      }
      return new Passed(sent / ((receiver.lastNs - start) / 1e9), latencies);
    }
  }

  /** Consumes from the ends that the partitions had when it was made. */
  private final class Receiver implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long expected = Long.MAX_VALUE;
    private volatile long lastNs;

    Receiver() {
      consumer =
          new KafkaConsumer<>(
              Map.of("bootstrap.servers", bootstrap),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
      List<TopicPartition> all =
          IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
      consumer.assign(all);
      consumer.seekToEnd(all);
      all.forEach(consumer::position);
    }

    void expect(long records) {
      expected = records;
    }

    Histogram receive() {
      Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
      long received = 0;
      while (received < expected && !closed.get()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          long now = System.nanoTime();
          latencies.recordValue(Math.max(0, now - ByteBuffer.wrap(record.value()).getLong()));
          lastNs = now;
          received++;
        }
      }
      consumer.close();
      return latencies;
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
