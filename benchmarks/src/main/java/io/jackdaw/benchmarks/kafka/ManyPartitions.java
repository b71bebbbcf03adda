package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Twenty thousand partitions on one broker, and records for all of them. */
public final class ManyPartitions implements Load {
  private static final int TOPICS = 20;
  private static final int PARTITIONS = 1000;
  private static final int ROUNDS = 5;

  private static final Figure CREATED = Figure.less("20,000 partitions created", "s");
  private static final Figure PRODUCED =
      Figure.more("records, each to another of 20,000 partitions", "rec/s");
  private static final Figure RESIDENT = Figure.less("resident memory with them", "MiB");
  private static final Figure HEAP = Figure.less("heap in use with them", "MiB");
  private static final Figure FILES = Figure.less("open files with them", "");
  private static final Figure RESTART = Figure.less("orderly restart with them", "s");

  @Override
  public String name() {
    return "kafka-20000-partitions";
  }

  @Override
  public String what() {
    return "20 topics of 1,000 partitions: creation, records to all, memory, files, restart";
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  @Override
  public List<Figure> figures() {
    return List.of(CREATED, PRODUCED, RESIDENT, HEAP, FILES, RESTART);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    ServerProcess server = stand.server();
    int partitions = stand.effort().part(PARTITIONS);
    List<String> topics = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < TOPICS; i++) {
      topics.add(Topics.create(stand, "many", partitions));
    }
    recorder.record(CREATED, secondsSince(began));
    recorder.record(PRODUCED, produce(stand, topics, partitions));
    stand.settle();
    recorder.record(RESIDENT, server.residentMib());
    recorder.record(HEAP, server.heapUsedMib(stand.place()));
    recorder.record(FILES, (double) server.openFiles());
    ServerProcess again = stand.restarted();
    for (String topic : topics) {
      Topics.awaitLeaders(stand, topic, partitions);
    }
    TopicPartition last = new TopicPartition(topics.getLast(), partitions - 1);
    FirstRecord.passes(
        stand.ports().bootstrap(),
        last,
        () -> recorder.record(RESTART, again.sinceStartMs() / 1e3));
  }

  /** Records a second, to every partition in turn, after one round that opens what is needed. */
  private static double produce(Stand stand, List<String> topics, int partitions) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stand.ports().bootstrap(), "buffer.memory", 512L << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      round(producer, topics, partitions);
      long began = System.nanoTime();
      for (int i = 0; i < ROUNDS; i++) {
        round(producer, topics, partitions);
      }
      return (double) ROUNDS * topics.size() * partitions / secondsSince(began);
    }
  }

  private static void round(
      KafkaProducer<byte[], byte[]> producer, List<String> topics, int partitions)
      throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (String topic : topics) {
      for (int partition = 0; partition < partitions; partition++) {
        sent.add(producer.send(new ProducerRecord<>(topic, partition, null, new byte[100])));
      }
    }
    for (Future<RecordMetadata> each : sent) {
      each.get(120, TimeUnit.SECONDS);
    }
  }

  private static double secondsSince(long beganNs) {
    return (System.nanoTime() - beganNs) / 1e9;
  }
}
