package io.jackdaw.kafka.group.consumer;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/**
 * Partitions that a member is to have, by topic id; no topic without partitions. Not to be changed.
 */
public record Assignment(Map<Uuid, Set<Integer>> partitions) {
  public static final Assignment NONE = new Assignment(Map.of());

  public boolean contains(Uuid topic, int partition) {
    Set<Integer> ofTopic = partitions.get(topic);
    return ofTopic != null && ofTopic.contains(partition);
  }

  public Set<Integer> of(Uuid topic) {
    return partitions.getOrDefault(topic, Set.of());
  }

  public int size() {
    int size = 0;
    for (Set<Integer> ofTopic : partitions.values()) {
      size += ofTopic.size();
    }
    return size;
  }
}
