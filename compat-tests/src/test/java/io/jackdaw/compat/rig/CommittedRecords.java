package io.jackdaw.compat.rig;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** A topic as a reader of committed transactions sees it, from its start to its present end. */
public record CommittedRecords<V>(
    KafkaClients kafka, String topic, Class<? extends Deserializer<V>> values) {

  /** Keys, empty where there is none, and values: in order within a partition. */
  public List<Map.Entry<String, V>> all() {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "enable.auto.commit",
            "false",
            "key.deserializer",
            StringDeserializer.class,
            "value.deserializer",
            values);
    List<Map.Entry<String, V>> all = new ArrayList<>();
    try (KafkaConsumer<String, V> consumer = new KafkaConsumer<>(config)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(it -> new TopicPartition(topic, it.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(it -> consumer.position(it) < ends.get(it))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(record -> all.add(entry(record.key(), record.value())));
      }
    }
    return all;
  }

  private static <V> Map.Entry<String, V> entry(@Nullable String key, V value) {
    return Map.entry(key == null ? "" : key, value);
  }

  /** The last value of each key. */
  public Map<String, V> last() {
    Map<String, V> last = new TreeMap<>();
    all().forEach(entry -> last.put(entry.getKey(), entry.getValue()));
    return last;
  }
}
