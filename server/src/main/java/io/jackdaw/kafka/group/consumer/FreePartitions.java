package io.jackdaw.kafka.group.consumer;

import java.util.BitSet;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/** The partitions of some topics that are yet to be given out, lowest first. */
final class FreePartitions {
  private final Map<Uuid, BitSet> free = new TreeMap<>();
  private final TopicCatalog topics;
  private int size;

  FreePartitions(Collection<Uuid> subscribed, TopicCatalog topics) {
    this.topics = topics;
    for (Uuid id : subscribed) {
      TopicCatalog.Facts facts = topics.find(id);
      if (facts != null && facts.partitions() > 0) {
        BitSet all = new BitSet(facts.partitions());
        all.set(0, facts.partitions());
        free.put(id, all);
        size += facts.partitions();
      }
    }
  }

  int size() {
    return size;
  }

  /** False if it is not free. */
  boolean take(Uuid topic, int partition) {
    BitSet ofTopic = free.get(topic);
    if (ofTopic == null || !ofTopic.get(partition)) {
      return false;
    }
    ofTopic.clear(partition);
    if (ofTopic.isEmpty()) {
      free.remove(topic);
    }
    size--;
    return true;
  }

  /** Gives one to the member: one near to it if there is, else the first. */
  void takeFor(Assignee member, Share share) {
    if (size == 0) {
      return;
    }
    String rack = member.rackId();
    Uuid topic = free.keySet().iterator().next();
    int partition = -1;
    if (rack != null) {
      for (Map.Entry<Uuid, BitSet> ofTopic : free.entrySet()) {
        partition = nearest(ofTopic.getKey(), ofTopic.getValue(), rack);
        if (partition >= 0) {
          topic = ofTopic.getKey();
          break;
        }
      }
    }
    if (partition < 0) {
      BitSet first = free.get(topic);
      partition = first == null ? 0 : first.nextSetBit(0);
    }
    take(topic, partition);
    share.add(topic, partition);
  }

  private int nearest(Uuid topic, BitSet ofTopic, String rack) {
    TopicCatalog.Facts facts = topics.find(topic);
    if (facts == null || facts.racks().isEmpty()) {
      return -1;
    }
    int partition = ofTopic.nextSetBit(0);
    while (partition >= 0 && !facts.isNear(partition, rack)) {
      partition = ofTopic.nextSetBit(partition + 1);
    }
    return partition;
  }
}
