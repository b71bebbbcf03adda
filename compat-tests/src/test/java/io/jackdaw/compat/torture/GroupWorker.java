package io.jackdaw.compat.torture;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** A member of a group that reads and commits what it has read. */
final class GroupWorker extends Worker {
  private final KafkaClients clients;
  private final String group;
  private final String topic;
  private final History history;

  GroupWorker(String name, KafkaClients clients, String group, String topic, History history) {
    super(name);
    this.clients = clients;
    this.group = group;
    this.topic = topic;
    this.history = history;
  }

  @Override
  void work() {
    try (KafkaConsumer<String, String> consumer = clients.consumer(group, settings())) {
      consumer.subscribe(List.of(topic));
      while (!isStopped()) {
        commit(consumer);
      }
    }
  }

  private static Map<String, Object> settings() {
    return Map.of(
        "max.poll.records", "200",
        "session.timeout.ms", "10000",
        "request.timeout.ms", "10000",
        "reconnect.backoff.max.ms", "200");
  }

  private void commit(KafkaConsumer<String, String> consumer) {
    Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
      long now = history.now();
      history.complete(
          new RecordSeen(name(), record.partition(), record.offset(), record.value(), now, now));
      read.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    if (read.isEmpty()) {
      return;
    }
    long invokedNs = history.invoke(name(), "commit " + read);
    boolean acknowledged = true;
    try {
      consumer.commitSync(read, Duration.ofSeconds(5));
      progressed();
    } catch (KafkaException e) {
      // The server has died, or the group is formed anew: nothing was promised.
      acknowledged = false;
    }
    long returnedNs = acknowledged ? history.now() : Entry.NEVER;
    read.forEach(
        (partition, offset) ->
            history.complete(
                new OffsetCommitted(
                    name(), partition.partition(), offset.offset(), invokedNs, returnedNs)));
  }
}
