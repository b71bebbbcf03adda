package io.jackdaw.kafka.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one shard, by id and in that order. An id stands for one group: a classic one, or
 * one that the broker assigns.
 */
final class GroupTable {
  private final Map<String, ClassicGroup> groups = new TreeMap<>();

  private final Map<String, ConsumerGroup> consumerGroups = new TreeMap<>();

  /** The classic group of this id. */
  @Nullable ClassicGroup find(String id) {
    return groups.get(id);
  }

  ClassicGroup findOrCreate(String id, long nowMs) {
    return groups.computeIfAbsent(id, missing -> new ClassicGroup(id, nowMs));
  }

  void put(ClassicGroup group) {
    groups.put(group.id(), group);
  }

  void remove(String id) {
    groups.remove(id);
  }

  /** The group of this id that the broker assigns. */
  @Nullable ConsumerGroup consumer(String id) {
    return consumerGroups.get(id);
  }

  boolean exists(String id) {
    return groups.containsKey(id) || consumerGroups.containsKey(id);
  }

  /** Puts it in the place of a classic one; offsets may have come before it. */
  ConsumerGroup consumerOrCreate(String id) {
    groups.remove(id);
    return consumerGroups.computeIfAbsent(id, ConsumerGroup::new);
  }

  void removeConsumer(String id) {
    consumerGroups.remove(id);
  }

  /** A copy. */
  List<ConsumerGroup> allConsumer() {
    return new ArrayList<>(consumerGroups.values());
  }

  /** A copy: the table may change while it is walked. */
  List<ClassicGroup> all() {
    return new ArrayList<>(groups.values());
  }

  Collection<String> ids() {
    List<String> ids = new ArrayList<>(groups.keySet());
    ids.addAll(consumerGroups.keySet());
    return ids;
  }
}
