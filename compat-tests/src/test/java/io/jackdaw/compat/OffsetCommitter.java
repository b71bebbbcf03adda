package io.jackdaw.compat;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A group's one member that reads, commits what it has read, and remembers what was acknowledged.
 */
final class OffsetCommitter implements AutoCloseable {
  private final Map<TopicPartition, Long> acknowledged = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile Throwable failure;
  private volatile boolean stopped;

  OffsetCommitter(KafkaClients clients, String group, String topic) {
    thread =
        Thread.ofPlatform()
            .name("group-" + group)
            .start(
                () -> {
                  try (KafkaConsumer<String, String> consumer = consumer(clients, group)) {
                    consumer.subscribe(List.of(topic));
                    while (!stopped) {
                      commit(consumer);
                    }
                  } catch (KafkaException e) {
                    failure = e;
                  }
                });
  }

  /** The offset up to which each partition's commit was acknowledged. */
  Map<TopicPartition, Long> acknowledged() {
    return acknowledged;
  }

  /** A surprise other than a lost commit, or null. */
  Throwable failure() {
    return failure;
  }

  private static KafkaConsumer<String, String> consumer(KafkaClients clients, String group) {
    return clients.consumer(
        group,
        Map.of(
            "max.poll.records", "200",
            "request.timeout.ms", "10000",
            "reconnect.backoff.max.ms", "200"));
  }

  private void commit(KafkaConsumer<String, String> consumer) {
    Map<TopicPartition, OffsetAndMetadata> read = new ConcurrentHashMap<>();
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
      read.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    if (read.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(read, Duration.ofSeconds(5));
    } catch (KafkaException e) {
      return; // The server died, or the group is being formed anew: nothing was promised.
    }
    acknowledged.putAll(
        read.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset())));
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
