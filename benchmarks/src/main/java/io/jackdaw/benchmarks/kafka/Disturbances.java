package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Whether others are disturbed: the way of a record from a producer to a consumer at the end of the
 * log, at a rate far below what the broker can do, while nothing else happens, while others read
 * what is not in memory, while others' records are forced to the disk one by one, and while others'
 * topic is compacted.
 */
public final class Disturbances implements Load {
  private static final double PER_SECOND = 1_000;
  private static final int READERS = 4;
  private static final long COLD_MIB = 1536;
  private static final int COMPACTED_RECORDS = 600_000;

  @Override
  public String name() {
    return "kafka-disturbed";
  }

  @Override
  public String what() {
    return "producer to consumer at 1,000 records/s: alone, beside cold reads, fsyncs, compaction";
  }

  @Override
  public boolean isQuick() {
    return false;
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  private enum Beside {
    NOTHING("alone"),
    COLD_READS("beside reads from the disk"),
    FSYNCS("beside fsyncs of others"),
    COMPACTION("beside compaction");

    private final String title;

    Beside(String title) {
      this.title = title;
    }

    Figure percentile(double percentile) {
      return Figure.less(title + ", p" + Double.toString(percentile).replace(".0", ""), "ms");
    }
  }

  private static final Figure COLD_RATE = Figure.more("read from the disk meanwhile", "MiB/s");

  @Override
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    for (Beside beside : Beside.values()) {
      figures.add(beside.percentile(50));
      figures.add(beside.percentile(99));
      figures.add(beside.percentile(99.9));
    }
    figures.add(COLD_RATE);
    return figures;
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    String cold = Topics.createWritable(stand, "cold", READERS);
    long bytes = (COLD_MIB << 20) * stand.effort().percent() / 100;
    fill(stand, cold, bytes);
    EndToEnd path = new EndToEnd(stand.ports().bootstrap(), Topics.create(stand, "steady", 1), 1);
    path.at(PER_SECOND, stand.effort().warm());
    record(Beside.NOTHING, path.at(PER_SECOND, stand.effort().measured()), recorder);
    coldReads(stand, cold, path, recorder);
    fsyncs(stand, path, recorder);
    compaction(stand, path, recorder);
  }

  private static void record(Beside beside, EndToEnd.Passed passed, Recorder recorder) {
    Histogram latencies = passed.latencies();
    for (double percentile : new double[] {50, 99, 99.9}) {
      recorder.record(
          beside.percentile(percentile), latencies.getValueAtPercentile(percentile) / 1e6);
    }
  }

  private static void fill(Stand stand, String topic, long bytes) throws Exception {
    Records records = Records.batched(1024, "none");
    try (RawConnection connection = new RawConnection(stand.ports().kafka());
        Replay replay = new Replay()) {
      KafkaFrames.Produce request =
          KafkaFrames.produce(topic, records, (short) -1, KafkaFrames.producerId(connection));
      replay.add(connection.channel(), new ProduceScript(request, READERS));
      replay.closed(5, Until.requests(bytes / request.batchBytes()));
    }
  }

  private static void coldReads(Stand stand, String topic, EndToEnd path, Recorder recorder)
      throws Exception {
    PageCache.drop();
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong bytes = new AtomicLong();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        int partition = i;
        readers.add(threads.submit(() -> read(stand, topic, partition, over, bytes)));
      }
      long began = System.nanoTime();
      Duration time = stand.effort().measured();
      record(Beside.COLD_READS, path.at(PER_SECOND, time), recorder);
      recorder.record(COLD_RATE, bytes.get() / 1048576.0 / ((System.nanoTime() - began) / 1e9));
      over.set(true);
      for (Future<?> reader : readers) {
        reader.get(60, TimeUnit.SECONDS);
      }
    }
  }

  /** Reads one partition from its beginning. */
  private static void read(
      Stand stand, String topic, int index, AtomicBoolean over, AtomicLong bytes) {
    TopicPartition partition = new TopicPartition(topic, index);
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stand.ports().bootstrap(), "max.poll.records", 1_000_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (!over.get()) {
        int count = consumer.poll(Duration.ofMillis(100)).count();
        bytes.addAndGet(count * 1024L);
      }
    }
  }

  private static void fsyncs(Stand stand, EndToEnd path, Recorder recorder) throws Exception {
    String forced = "forced-" + stand.name("by");
    create(stand, forced, Map.of("flush.messages", "1"));
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> writer = threads.submit(() -> write(stand, forced, over, Integer.MAX_VALUE, 1024));
      record(Beside.FSYNCS, path.at(PER_SECOND, stand.effort().measured()), recorder);
      over.set(true);
      writer.get(60, TimeUnit.SECONDS);
    }
  }

  private static void compaction(Stand stand, EndToEnd path, Recorder recorder) throws Exception {
    String compacted = "compacted-" + stand.name("by");
    create(
        stand,
        compacted,
        Map.of(
            "cleanup.policy",
            "compact",
            "segment.bytes",
            "16777216",
            "min.cleanable.dirty.ratio",
            "0.01"));
    write(stand, compacted, new AtomicBoolean(), stand.effort().part(COMPACTED_RECORDS), 512);
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<?> writer =
          threads.submit(() -> write(stand, compacted, over, Integer.MAX_VALUE, 512));
      record(Beside.COMPACTION, path.at(PER_SECOND, stand.effort().measured()), recorder);
      over.set(true);
      writer.get(60, TimeUnit.SECONDS);
    }
  }

  /** About ten thousand records a second at most, of fifty thousand keys in turn. */
  private static void write(
      Stand stand, String topic, AtomicBoolean over, int records, int recordBytes) {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stand.ports().bootstrap(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records && !over.get(); i++) {
        byte[] key = Integer.toString(i % 50_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, 0, key, new byte[recordBytes]));
        if (records == Integer.MAX_VALUE && i % 100 == 0) {
          pause();
        }
      }
    }
  }

  private static void pause() {
    java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
  }

  private static void create(Stand stand, String topic, Map<String, String> configs)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stand.ports().bootstrap()))) {
      admin
          .createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(configs)))
          .all()
          .get(60, TimeUnit.SECONDS);
    }
    Topics.awaitLeaders(stand, topic, 1);
  }
}
