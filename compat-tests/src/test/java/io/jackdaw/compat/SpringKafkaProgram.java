package io.jackdaw.compat;

import io.jackdaw.compat.rig.KafkaClients;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What an application with Spring for Apache Kafka does to a broker, with the settings that Spring
 * Boot gives its clients, without Spring: {@code KafkaAdmin} at its start, a listener container
 * that commits each batch ({@code AckMode.BATCH}), seeks back to what failed and publishes it to a
 * dead-letter topic, or does all of that in transactions.
 */
final class SpringKafkaProgram {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Of {@code DefaultErrorHandler} with a {@code FixedBackOff(0, 2)}. */
  private static final int ATTEMPTS = 3;

  private final KafkaClients clients;
  private final String topic;

  /** What the application does with a record; it fails by throwing. */
  interface Listener {
    void onMessage(ConsumerRecord<String, String> record);
  }

  SpringKafkaProgram(KafkaClients clients, String topic) {
    this.clients = clients;
    this.topic = topic;
  }

  /** {@code KafkaAdmin}: makes what is missing, and adds partitions where more are declared. */
  void declare(int partitions) throws ExecutionException, InterruptedException {
    try (Admin admin = clients.admin()) {
      admin.describeCluster().clusterId().get();
      for (String each : List.of(topic, topic + "-dlt")) {
        try {
          int present =
              admin
                  .describeTopics(List.of(each))
                  .allTopicNames()
                  .get()
                  .get(each)
                  .partitions()
                  .size();
          if (present < partitions) {
            admin.createPartitions(Map.of(each, NewPartitions.increaseTo(partitions))).all().get();
          }
        } catch (ExecutionException absent) {
          if (!(absent.getCause() instanceof UnknownTopicOrPartitionException)) {
            throw absent;
          }
          admin.createTopics(List.of(new NewTopic(each, partitions, (short) 1))).all().get();
        }
      }
    }
  }

  private KafkaConsumer<String, String> consumer(String group, int thread) {
    return clients.consumer(
        group,
        Map.of(
            "client.id", "consumer-" + group + "-" + thread,
            "enable.auto.commit", "false",
            "auto.offset.reset", "earliest",
            "isolation.level", "read_committed",
            "max.poll.records", "7"));
  }

  /** One thread of a {@code ConcurrentMessageListenerContainer}, until it was idle three times. */
  void listen(String group, int thread, Listener listener) {
    Map<TopicPartition, Integer> failures = new HashMap<>();
    try (KafkaConsumer<String, String> consumer = consumer(group, thread);
        KafkaProducer<String, String> template = clients.producer(Map.of("acks", "all"))) {
      Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
      consumer.subscribe(List.of(topic), committing(consumer, done));
      for (int idle = 0; idle < 3; ) {
        ConsumerRecords<String, String> batch = consumer.poll(POLL);
        idle = batch.isEmpty() && !consumer.assignment().isEmpty() ? idle + 1 : 0;
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        batch.forEach(records::add);
        for (int i = 0; i < records.size(); i++) {
          ConsumerRecord<String, String> record = records.get(i);
          if (!handled(record, listener, failures, template)) {
            seekTo(consumer, records.subList(i, records.size()));
            break;
          }
          done.put(partition(record), next(record));
        }
        if (!done.isEmpty()) {
          consumer.commitSync(done);
          done.clear();
        }
      }
    }
  }

  /** What was done and not committed is committed before the partitions go to another thread. */
  private static ConsumerRebalanceListener committing(
      KafkaConsumer<String, String> consumer, Map<TopicPartition, OffsetAndMetadata> done) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (!done.isEmpty()) {
          consumer.commitSync(done);
          done.clear();
        }
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(consumer::position);
      }
    };
  }

  private boolean handled(
      ConsumerRecord<String, String> record,
      Listener listener,
      Map<TopicPartition, Integer> failures,
      KafkaProducer<String, String> template) {
    try {
      listener.onMessage(record);
    } catch (IllegalStateException failed) {
      if (failures.merge(partition(record), 1, Integer::sum) < ATTEMPTS) {
        return false;
      }
      recover(record, failed, template);
    }
    failures.remove(partition(record));
    return true;
  }

  /** {@code DeadLetterPublishingRecoverer}: the same partition of the dead-letter topic. */
  private void recover(
      ConsumerRecord<String, String> record,
      RuntimeException failed,
      KafkaProducer<String, String> template) {
    ProducerRecord<String, String> dead =
        new ProducerRecord<>(topic + "-dlt", record.partition(), record.key(), record.value());
    record.headers().forEach(dead.headers()::add);
    dead.headers()
        .add("kafka_dlt-original-topic", utf8(record.topic()))
        .add("kafka_dlt-original-partition", bytes(4).putInt(record.partition()).array())
        .add("kafka_dlt-original-offset", bytes(8).putLong(record.offset()).array())
        .add("kafka_dlt-original-timestamp", bytes(8).putLong(record.timestamp()).array())
        .add("kafka_dlt-exception-fqcn", utf8(failed.getClass().getName()))
        .add("kafka_dlt-exception-message", utf8(String.valueOf(failed.getMessage())));
    try {
      template.send(dead).get();
    } catch (ExecutionException | InterruptedException lost) {
      throw new AssertionError("not published", lost);
    }
  }

  /** A container with a {@code KafkaTransactionManager}: each batch and its offsets in one. */
  void listenInTransactions(String group, String output, Listener listener) {
    Map<String, Object> transactional =
        Map.of("transactional.id", "tx-" + group + "-0", "acks", "all");
    try (KafkaConsumer<String, String> consumer = consumer(group, 0);
        KafkaProducer<String, String> producer = clients.producer(transactional)) {
      producer.initTransactions();
      consumer.subscribe(List.of(topic));
      for (int idle = 0; idle < 3; ) {
        ConsumerRecords<String, String> batch = consumer.poll(POLL);
        idle = batch.isEmpty() && !consumer.assignment().isEmpty() ? idle + 1 : 0;
        if (!batch.isEmpty()) {
          transaction(consumer, producer, batch, output, listener);
        }
      }
    }
  }

  private static void transaction(
      KafkaConsumer<String, String> consumer,
      KafkaProducer<String, String> producer,
      ConsumerRecords<String, String> batch,
      String output,
      Listener listener) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    batch.forEach(records::add);
    Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    producer.beginTransaction();
    try {
      for (ConsumerRecord<String, String> record : records) {
        producer.send(new ProducerRecord<>(output, record.key(), record.value()));
        listener.onMessage(record);
        done.put(partition(record), next(record));
      }
      producer.sendOffsetsToTransaction(done, consumer.groupMetadata());
      producer.commitTransaction();
    } catch (IllegalStateException failed) {
      producer.abortTransaction();
      seekTo(consumer, records);
    }
  }

  /** The first of each partition that was not done is read again. */
  private static void seekTo(
      KafkaConsumer<String, String> consumer, List<ConsumerRecord<String, String>> notDone) {
    Map<TopicPartition, Long> firsts = new HashMap<>();
    notDone.forEach(record -> firsts.putIfAbsent(partition(record), record.offset()));
    firsts.forEach(consumer::seek);
  }

  private static TopicPartition partition(ConsumerRecord<String, String> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  private static OffsetAndMetadata next(ConsumerRecord<String, String> record) {
    return new OffsetAndMetadata(record.offset() + 1);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size);
  }
}
