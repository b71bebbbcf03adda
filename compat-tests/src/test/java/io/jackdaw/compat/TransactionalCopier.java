package io.jackdaw.compat;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Copies one topic to another, each handful of records and the positions behind them in one
 * transaction, as Kafka's own {@code TransactionalMessageCopier} does; aborts some on purpose, and
 * begins anew after every failure.
 *
 * <p>A copy is {@code value|tag|size}: the transaction it was written in, and how many records that
 * has.
 */
final class TransactionalCopier implements Runnable {
  static final String GROUP = "copiers";
  private static final int OUT_PARTITIONS = 3;

  private final KafkaClients kafka;
  private final String name;
  private final SplittableRandom random;
  private final Set<String> aborted = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;
  private int transactions;

  TransactionalCopier(KafkaClients kafka, String name, SplittableRandom random) {
    this.kafka = kafka;
    this.name = name;
    this.random = random;
  }

  /** Tags of transactions that were aborted, as the producer was told. */
  Set<String> aborted() {
    return aborted;
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    while (!stopped) {
      KafkaProducer<String, String> producer = producer();
      KafkaConsumer<String, String> consumer = consumer();
      try {
        producer.initTransactions();
        consumer.subscribe(List.of("in"));
        while (!stopped) {
          copy(producer, consumer);
        }
      } catch (KafkaException failure) {
        // Fenced, timed out, or in doubt: the next incarnation goes on from what is committed.
      } finally {
        producer.close(Duration.ZERO);
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
      }
    }
  }

  private KafkaProducer<String, String> producer() {
    return kafka.producer(
        Map.of(
            "transactional.id", name,
            "transaction.timeout.ms", 5_000,
            "max.block.ms", 5_000,
            "request.timeout.ms", 3_000,
            "delivery.timeout.ms", 4_000,
            "linger.ms", 0));
  }

  private KafkaConsumer<String, String> consumer() {
    return kafka.consumer(
        GROUP,
        Map.of(
            "isolation.level", "read_committed",
            "max.poll.records", 10,
            "session.timeout.ms", 6_000,
            "default.api.timeout.ms", 5_000));
  }

  private void copy(
      KafkaProducer<String, String> producer, KafkaConsumer<String, String> consumer) {
    ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
    if (records.isEmpty()) {
      return;
    }
    String tag = name + "." + transactions++;
    boolean aborts = random.nextInt(5) == 0;
    producer.beginTransaction();
    for (ConsumerRecord<String, String> record : records) {
      int partition = Integer.parseInt(record.value()) % OUT_PARTITIONS;
      String copy = record.value() + "|" + tag + "|" + records.count();
      producer.send(new ProducerRecord<>("out", partition, record.key(), copy));
    }
    producer.sendOffsetsToTransaction(positions(records), consumer.groupMetadata());
    if (aborts) {
      producer.flush();
      producer.abortTransaction();
      aborted.add(tag);
      rewind(consumer);
    } else {
      producer.commitTransaction();
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> positions(
      ConsumerRecords<String, String> records) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      long last = records.records(partition).getLast().offset();
      positions.put(partition, new OffsetAndMetadata(last + 1));
    }
    return positions;
  }

  private static void rewind(KafkaConsumer<String, String> consumer) {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
    for (TopicPartition partition : new ArrayList<>(consumer.assignment())) {
      OffsetAndMetadata offset = committed.get(partition);
      consumer.seek(partition, offset == null ? 0 : offset.offset());
    }
  }
}
