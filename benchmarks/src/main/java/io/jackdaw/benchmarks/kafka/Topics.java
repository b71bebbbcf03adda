package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Stand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics, through Apache's admin client. */
final class Topics {
  private Topics() {}

  /** Creates a topic with a name of its own; returns when every partition has a leader. */
  static String create(Stand stand, String prefix, int partitions) throws Exception {
    return create(stand, prefix, partitions, Map.of());
  }

  private static String create(
      Stand stand, String prefix, int partitions, Map<String, String> configs) throws Exception {
    stand.server();
    String topic = stand.name(prefix);
    try (Admin admin = admin(stand)) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
          .all()
          .get(120, TimeUnit.SECONDS);
      awaitLeaders(admin, topic, partitions);
    }
    return topic;
  }

  /**
   * Creates a topic, and returns when each partition has taken a record: Apache's broker names a
   * leader a moment before it leads, and a raw producer does not ask twice.
   */
  static String createWritable(Stand stand, String prefix, int partitions) throws Exception {
    return createWritable(stand, prefix, partitions, Map.of());
  }

  /** The same, with configuration of its own. */
  static String createWritable(
      Stand stand, String prefix, int partitions, Map<String, String> configs) throws Exception {
    String topic = create(stand, prefix, partitions, configs);
    Map<String, Object> settings = stand.clientSettings();
    settings.put("retry.backoff.ms", 10);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        sent.add(producer.send(new ProducerRecord<>(topic, partition, null, new byte[1])));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get(120, TimeUnit.SECONDS);
      }
    }
    return topic;
  }

  /** Returns when all partitions of {@code topic} have a leader. */
  static void awaitLeaders(Stand stand, String topic, int partitions) throws Exception {
    try (Admin admin = admin(stand)) {
      awaitLeaders(admin, topic, partitions);
    }
  }

  private static void awaitLeaders(Admin admin, String topic, int partitions) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!led(admin, topic, partitions)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(topic + " has partitions without a leader");
      }
      Thread.sleep(10);
    }
  }

  private static boolean led(Admin admin, String topic, int partitions) throws Exception {
    try {
      TopicDescription found =
          Objects.requireNonNull(
              admin
                  .describeTopics(List.of(topic))
                  .allTopicNames()
                  .get(60, TimeUnit.SECONDS)
                  .get(topic));
      return found.partitions().size() == partitions
          && found.partitions().stream()
              .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
    } catch (ExecutionException notYet) {
      return false;
    }
  }

  private static Admin admin(Stand stand) throws Exception {
    Map<String, Object> settings = stand.clientSettings();
    settings.put("reconnect.backoff.ms", 10);
    settings.put("reconnect.backoff.max.ms", 10);
    settings.put("retry.backoff.ms", 10);
    settings.put("request.timeout.ms", 60_000);
    settings.put("default.api.timeout.ms", 120_000);
    return Admin.create(settings);
  }
}
