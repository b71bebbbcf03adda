package io.jackdaw.kafka.metadata;

import io.jackdaw.kafka.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists of partitions: {@code /admin/preferred_replica_election} names partitions, {@code
 * /admin/reassign_partitions} gives each the replicas it shall have.
 */
final class PartitionsZnode {
  private PartitionsZnode() {}

  static List<TopicPartition> decode(byte[] data) {
    return ZnodeJson.parse(data).objects("partitions").stream()
        .map(PartitionsZnode::partition)
        .toList();
  }

  static Map<TopicPartition, List<Integer>> decodeReplicas(byte[] data) {
    Map<TopicPartition, List<Integer>> replicas = new LinkedHashMap<>();
    ZnodeJson.parse(data)
        .objects("partitions")
        .forEach(it -> replicas.put(partition(it), it.ints("replicas")));
    return replicas;
  }

  static byte[] encode(Collection<TopicPartition> partitions) {
    return encodeEntries(partitions.stream().map(PartitionsZnode::json).toList());
  }

  static byte[] encode(Map<TopicPartition, List<Integer>> replicas) {
    List<Map<String, Object>> entries = new ArrayList<>();
    replicas.forEach(
        (partition, brokers) -> {
          Map<String, Object> entry = json(partition);
          entry.put("replicas", brokers);
          entries.add(entry);
        });
    return encodeEntries(entries);
  }

  private static byte[] encodeEntries(List<Map<String, Object>> entries) {
    return ZnodeJson.create().put("version", 1).put("partitions", entries).bytes();
  }

  private static Map<String, Object> json(TopicPartition partition) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("topic", partition.topic());
    json.put("partition", partition.partition());
    return json;
  }

  private static TopicPartition partition(ZnodeJson json) {
    String topic = json.text("topic");
    if (topic == null) {
      throw new MalformedZnodeException("key topic is missing");
    }
    return new TopicPartition(topic, json.intValue("partition"));
  }
}
