package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Apache's transactional producers, one transaction after the other: each writes a record of 100
 * bytes to every partition and commits.
 */
public final class Transactions implements Load {
  private static final int BYTES = 100;
  private static final Figure RATE = Figure.more("transactions", "txn/s").aim(Target.TRANSACTIONS);
  private static final Figure HALF = Figure.less("begin to committed, p50", "ms");
  private static final Figure TAIL = Figure.less("begin to committed, p99", "ms");

  private final int producers;
  private final int partitions;

  /**
   * @param partitions that each transaction writes to
   */
  public Transactions(int producers, int partitions) {
    this.producers = producers;
    this.partitions = partitions;
  }

  @Override
  public String name() {
    return "kafka-transactions-" + producers + "-producers-" + partitions + "-partitions";
  }

  @Override
  public String what() {
    return producers
        + " transactional producers, a record to each of "
        + partitions
        + " partitions per transaction";
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  @Override
  public List<Figure> figures() {
    return List.of(RATE, HALF, TAIL);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    String topic = Topics.create(stand, "transactions", partitions);
    List<Callable<Histogram>> work = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      String id = stand.name("transactional");
      work.add(() -> commit(stand, topic, id));
    }
    Histogram all = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    try (ExecutorService threads = Executors.newFixedThreadPool(producers)) {
      for (Future<Histogram> each : threads.invokeAll(work)) {
        all.add(each.get());
      }
    }
    double seconds = stand.effort().measured().toNanos() / 1e9;
    recorder.record(RATE, all.getTotalCount() / seconds);
    recorder.record(HALF, all.getValueAtPercentile(50) / 1e6);
    recorder.record(TAIL, all.getValueAtPercentile(99) / 1e6);
  }

  private Histogram commit(Stand stand, String topic, String id) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", stand.ports().bootstrap(), "transactional.id", id, "linger.ms", 0);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      commitFor(producer, topic, stand.effort().warm());
      return commitFor(producer, topic, stand.effort().measured());
    }
  }

  private Histogram commitFor(KafkaProducer<byte[], byte[]> producer, String topic, Duration time) {
    Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    byte[] value = new byte[BYTES];
    long end = System.nanoTime() + time.toNanos();
    for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
      producer.beginTransaction();
      for (int partition = 0; partition < partitions; partition++) {
        producer.send(new ProducerRecord<>(topic, partition, null, value));
      }
      producer.commitTransaction();
      latencies.recordValue(System.nanoTime() - begin);
    }
    return latencies;
  }
}
