package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.replay.Outcome;
import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Whether what was acknowledged at full speed is there: twenty million records of 100 bytes from
 * raw idempotent producers with acks=all, forced to the disk, then read by Apache's consumer, every
 * offset, count and checksum compared.
 */
public final class ReadBack implements Load {
  /** Before it lies the record that showed that a partition can be written to. */
  private static final long FIRST = 1;

  private static final Records RECORDS = Records.batched(100, "none");
  private static final int PRODUCERS = 16;
  private static final int PARTITIONS = 16;
  private static final int WINDOW = 5;
  private static final long COUNT = 20_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Figure RATE = Figure.more("produced and acknowledged", "rec/s");
  private static final Figure FORCED = Figure.less("then until all was forced to the disk", "ms");
  private static final Figure READ = Figure.more("read back, all as they were sent", "rec/s");

  @Override
  public String name() {
    return "kafka-read-back";
  }

  @Override
  public String what() {
    return "20 million records from 16 raw producers, forced, read by Apache's consumer, compared";
  }

  @Override
  public boolean isQuick() {
    return false;
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  @Override
  public List<Figure> figures() {
    return List.of(RATE, FORCED, READ);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    warm(stand);
    String topic = Topics.createWritable(stand, "read-back", PARTITIONS);
    long requests = COUNT * stand.effort().percent() / 100 / RECORDS.inBatch() / PRODUCERS;
    long batchSum;
    try (Replay replay = new Replay()) {
      batchSum = connect(stand, topic, replay);
      Outcome outcome = replay.closed(WINDOW, Until.requests(requests));
      recorder.record(RATE, outcome.perSecond() * RECORDS.inBatch());
    }
    long began = System.nanoTime();
    new ProcessBuilder("sync").inheritIO().start().waitFor();
    recorder.record(FORCED, (System.nanoTime() - began) / 1e6);
    long batches = requests * PRODUCERS;
    recorder.record(READ, readBack(stand, topic, batches, batchSum));
  }

  private static void warm(Stand stand) throws Exception {
    String topic = Topics.createWritable(stand, "read-back-warm", PARTITIONS);
    try (Replay replay = new Replay()) {
      connect(stand, topic, replay);
      replay.closed(WINDOW, Until.passed(stand.effort().warm()));
    }
  }

  /** The sum of the checksums of one batch's records. */
  private static long connect(Stand stand, String topic, Replay replay) throws Exception {
    long sum = 0;
    for (int i = 0; i < PRODUCERS; i++) {
      RawConnection connection = new RawConnection(stand.ports().kafka());
      KafkaFrames.Produce request =
          KafkaFrames.produce(topic, RECORDS, (short) -1, KafkaFrames.producerId(connection));
      replay.add(connection.channel(), new ProduceScript(request, PARTITIONS));
      sum = sum(request);
    }
    return sum;
  }

  private static long sum(KafkaFrames.Produce request) {
    ByteBuffer batch =
        ByteBuffer.wrap(request.frame(), request.batchAt(), request.batchBytes()).slice();
    long sum = 0;
    for (Record record : MemoryRecords.readableRecords(batch).records()) {
      byte[] value = new byte[record.valueSize()];
      record.value().get(value);
      sum += checksum(value);
    }
    return sum;
  }

  private static long checksum(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value);
    return crc.getValue();
  }

  /** Records a second; every producer sends the same values. */
  private static double readBack(Stand stand, String topic, long batches, long batchSum) {
    List<TopicPartition> partitions =
        IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)).toList();
    long[] next = new long[PARTITIONS];
    Arrays.fill(next, FIRST);
    long count = batches * RECORDS.inBatch();
    long found = 0;
    long sum = 0;
    long start = System.nanoTime();
    long heard = start;
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stand.ports().bootstrap(), "max.poll.records", 100_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      partitions.forEach(partition -> consumer.seek(partition, FIRST));
      while (found < count) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.offset() != next[record.partition()]++) {
            throw new IllegalStateException("out of order: " + record);
          }
          sum += checksum(record.value());
          found++;
          heard = System.nanoTime();
        }
        if (System.nanoTime() - heard > PATIENCE.toNanos()) {
          throw new IllegalStateException("%,d of %,d records are there".formatted(found, count));
        }
      }
      if (sum != batches * batchSum) {
        throw new IllegalStateException("the records are not those that were sent");
      }
      return found / ((heard - start) / 1e9);
    }
  }
}
