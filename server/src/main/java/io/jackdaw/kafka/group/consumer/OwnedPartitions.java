package io.jackdaw.kafka.group.consumer;

import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * Partitions that a member holds, by topic id, each with the member epoch at which it was given
 * out; no topic without partitions. Not to be changed.
 */
public record OwnedPartitions(Map<Uuid, Map<Integer, Integer>> epochs) {
  public static final OwnedPartitions NONE = new OwnedPartitions(Map.of());

  public boolean isEmpty() {
    return epochs.isEmpty();
  }

  public boolean contains(Uuid topic, int partition) {
    return of(topic).containsKey(partition);
  }

  /** Epochs by partition. */
  public Map<Integer, Integer> of(Uuid topic) {
    return epochs.getOrDefault(topic, Map.of());
  }

  /** Whether the same partitions are held, whatever their epochs. */
  public boolean samePartitions(OwnedPartitions other) {
    if (epochs == other.epochs) {
      return true;
    }
    if (!epochs.keySet().equals(other.epochs.keySet())) {
      return false;
    }
    return epochs.entrySet().stream()
        .allMatch(topic -> topic.getValue().keySet().equals(other.of(topic.getKey()).keySet()));
  }
}
