package io.jackdaw.kafka.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one shard, by id and in that order. An id stands for one group: a classic one, one
 * that the broker assigns, or one that shares partitions.
 */
final class GroupTable {
  private final Map<String, ClassicGroup> groups = new TreeMap<>();

  private final Map<String, ConsumerGroup> consumerGroups = new TreeMap<>();

  private final Map<String, ShareGroup> shareGroups = new TreeMap<>();

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
    return groups.containsKey(id) || consumerGroups.containsKey(id) || shareGroups.containsKey(id);
  }

  /** Puts it in the place of a classic one; offsets may have come before it. */
  ConsumerGroup consumerOrCreate(String id) {
    groups.remove(id);
    return consumerGroups.computeIfAbsent(id, ConsumerGroup::new);
  }

  void removeConsumer(String id) {
    consumerGroups.remove(id);
  }

  /** The share group of this id. */
  @Nullable ShareGroup share(String id) {
    return shareGroups.get(id);
  }

  /** A tombstone of a group that is not there is nothing: compaction may leave some behind. */
  void apply(ShareGroupRecord record) {
    String id = record.group();
    switch (record) {
      case ShareGroupRecord.EpochTombstone gone -> shareGroups.remove(id);
      case ShareGroupRecord.TargetEpochTombstone gone -> applyIfPresent(record);
      case ShareGroupRecord.CurrentTombstone gone -> applyIfPresent(record);
      case ShareGroupRecord.Metadata(String group, String member, var value) when value == null ->
          applyIfPresent(record);
      case ShareGroupRecord.Target(String group, String member, var value) when value == null ->
          applyIfPresent(record);
      case ShareGroupRecord.StatePartitions(String group, var value) when value == null ->
          applyIfPresent(record);
      default -> shareGroups.computeIfAbsent(id, ShareGroup::new).apply(record);
    }
  }

  private void applyIfPresent(ShareGroupRecord record) {
    ShareGroup group = shareGroups.get(record.group());
    if (group != null) {
      group.apply(record);
    }
  }

  /** A copy. */
  List<ShareGroup> allShare() {
    return new ArrayList<>(shareGroups.values());
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
