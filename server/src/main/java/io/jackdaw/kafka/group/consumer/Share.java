package io.jackdaw.kafka.group.consumer;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/** An assignment in the making; copies what it was given before it changes it. */
final class Share {
  private Map<Uuid, Set<Integer>> partitions;
  private final Map<Uuid, BitSet> kept = new HashMap<>();
  private boolean own;
  private int size;

  Share() {
    this.partitions = new HashMap<>();
    this.own = true;
  }

  /** Begins with {@code before}, shared until the first change. */
  Share(Assignment before) {
    this.partitions = before.partitions();
    this.size = before.size();
  }

  int size() {
    return size;
  }

  Map<Uuid, Set<Integer>> partitions() {
    return partitions;
  }

  /** Marks a partition as one that stays. */
  void keep(Uuid topic, int partition) {
    kept.computeIfAbsent(topic, id -> new BitSet()).set(partition);
  }

  boolean isKept(Uuid topic, int partition) {
    BitSet ofTopic = kept.get(topic);
    return ofTopic != null && ofTopic.get(partition);
  }

  void put(Uuid topic, Set<Integer> ofTopic) {
    size += ofTopic.size();
    partitions.put(topic, ofTopic);
  }

  void add(Uuid topic, int partition) {
    copy();
    if (partitions.computeIfAbsent(topic, id -> new TreeSet<>()).add(partition)) {
      size++;
    }
  }

  void remove(Uuid topic, int partition) {
    copy();
    Set<Integer> ofTopic = partitions.get(topic);
    if (ofTopic != null && ofTopic.remove(partition)) {
      size--;
      if (ofTopic.isEmpty()) {
        partitions.remove(topic);
      }
    }
  }

  Assignment done() {
    return partitions.isEmpty() ? Assignment.NONE : new Assignment(partitions);
  }

  private void copy() {
    if (!own) {
      Map<Uuid, Set<Integer>> copied = new HashMap<>();
      partitions.forEach((topic, ofTopic) -> copied.put(topic, new TreeSet<>(ofTopic)));
      partitions = copied;
      own = true;
    }
  }
}
