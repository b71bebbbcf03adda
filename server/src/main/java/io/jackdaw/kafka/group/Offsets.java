package io.jackdaw.kafka.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Committed offsets of one shard, and those that wait for the end of their transaction. Changed by
 * records only, so that what is in the log is what is here.
 */
final class Offsets {
  private final Map<String, NavigableMap<String, NavigableMap<Integer, Stored>>> byGroup =
      new HashMap<>();
  private final Map<Long, Map<OffsetKey, Stored>> pending = new HashMap<>();

  /** An offset, and where in the log it was committed. */
  record Stored(long recordOffset, CommittedOffset committed) {}

  @Nullable CommittedOffset find(OffsetKey key) {
    Stored stored = stored(key);
    return stored == null ? null : stored.committed();
  }

  /** Of a group, by topic and partition in order; a live view. */
  NavigableMap<String, NavigableMap<Integer, Stored>> ofGroup(String group) {
    return byGroup.getOrDefault(group, new TreeMap<>());
  }

  Set<String> groups() {
    return new HashSet<>(byGroup.keySet());
  }

  boolean isPending(OffsetKey key) {
    return pending.values().stream().anyMatch(offsets -> offsets.containsKey(key));
  }

  boolean hasPending(String group) {
    return pending.values().stream()
        .anyMatch(offsets -> offsets.keySet().stream().anyMatch(key -> key.group().equals(group)));
  }

  /** Every partition of a group with an offset, committed or pending. */
  List<OffsetKey> keysOf(String group) {
    Set<OffsetKey> keys = new HashSet<>();
    ofGroup(group)
        .forEach(
            (topic, partitions) ->
                partitions
                    .keySet()
                    .forEach(partition -> keys.add(new OffsetKey(group, topic, partition))));
    pending
        .values()
        .forEach(
            offsets ->
                offsets.keySet().stream()
                    .filter(key -> key.group().equals(group))
                    .forEach(keys::add));
    return new ArrayList<>(keys);
  }

  void put(OffsetKey key, long recordOffset, CommittedOffset committed) {
    byGroup
        .computeIfAbsent(key.group(), group -> new TreeMap<>())
        .computeIfAbsent(key.topic(), topic -> new TreeMap<>())
        .put(key.partition(), new Stored(recordOffset, committed));
  }

  void putPending(long producerId, OffsetKey key, long recordOffset, CommittedOffset committed) {
    pending
        .computeIfAbsent(producerId, id -> new LinkedHashMap<>())
        .put(key, new Stored(recordOffset, committed));
  }

  void remove(OffsetKey key) {
    NavigableMap<String, NavigableMap<Integer, Stored>> topics = byGroup.get(key.group());
    NavigableMap<Integer, Stored> partitions = topics == null ? null : topics.get(key.topic());
    if (topics != null && partitions != null) {
      partitions.remove(key.partition());
      if (partitions.isEmpty()) {
        topics.remove(key.topic());
      }
      if (topics.isEmpty()) {
        byGroup.remove(key.group());
      }
    }
    pending.values().forEach(offsets -> offsets.remove(key));
  }

  /**
   * Ends a producer's transaction; committed, its offsets count unless a later record has come
   * before the end: after compaction, the order of records is all that tells which is newer.
   *
   * @return keys whose offset changed
   */
  List<OffsetKey> endTransaction(long producerId, boolean committed) {
    Map<OffsetKey, Stored> ended = pending.remove(producerId);
    List<OffsetKey> changed = new ArrayList<>();
    if (ended != null && committed) {
      ended.forEach(
          (key, offset) -> {
            Stored current = stored(key);
            if (current == null || current.recordOffset() < offset.recordOffset()) {
              put(key, offset.recordOffset(), offset.committed());
              changed.add(key);
            }
          });
    }
    return changed;
  }

  private @Nullable Stored stored(OffsetKey key) {
    NavigableMap<String, NavigableMap<Integer, Stored>> topics = byGroup.get(key.group());
    NavigableMap<Integer, Stored> partitions = topics == null ? null : topics.get(key.topic());
    return partitions == null ? null : partitions.get(key.partition());
  }
}
