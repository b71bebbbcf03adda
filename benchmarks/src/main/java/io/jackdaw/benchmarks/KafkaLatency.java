package io.jackdaw.benchmarks;

import io.jackdaw.benchmarks.Contender.Ports;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long an acknowledgement takes when records come at a fixed rate, whether or not earlier ones
 * have been answered: the clock of each record starts when it was due, not when it was sent.
 */
record KafkaLatency(String name, int perSecond, int seconds) implements Measurement {
  private static final Figure P50 = Figure.less("acknowledged, p50", "ms", 0.8);
  private static final Figure P99 = Figure.less("acknowledged, p99", "ms", 0.7);
  private static final Figure P999 = Figure.less("acknowledged, p99.9", "ms", 0.7);
  private static final int RECORD_BYTES = 100;

  @Override
  public List<Contender> contenders() {
    return List.of(Contender.APACHE_KAFKA, Contender.JACKDAW);
  }

  @Override
  public List<Figure> figures() {
    return List.of(P50, P99, P999);
  }

  @Override
  public Map<String, Double> run(Contender contender, Workplace place) throws Exception {
    Ports ports = Ports.pick();
    try (ServerProcess server = contender.start(place, ports)) {
      server.awaitPort(ports.kafka());
      new KafkaProgram(place).createTopic(ports.bootstrap(), "load", 3);
      offer(ports.bootstrap());
      Histogram latencies = offer(ports.bootstrap());
      return Map.of(
          P50.name(), latencies.getValueAtPercentile(50) / 1e6,
          P99.name(), latencies.getValueAtPercentile(99) / 1e6,
          P999.name(), latencies.getValueAtPercentile(99.9) / 1e6);
    }
  }

  private Histogram offer(String bootstrap) throws InterruptedException {
    Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    int records = perSecond * seconds;
    CountDownLatch answered = new CountDownLatch(records);
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 0);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
      long start = System.nanoTime();
      for (int i = 0; i < records; i++) {
        long due = start + i * interval;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
        }
        producer.send(
            new ProducerRecord<>("load", new byte[RECORD_BYTES]),
            (metadata, failure) -> {
              if (failure != null) {
                throw new IllegalStateException(failure);
              }
              latencies.recordValue(System.nanoTime() - due);
              answered.countDown();
            });
      }
      answered.await();
    }
    return latencies;
  }
}
