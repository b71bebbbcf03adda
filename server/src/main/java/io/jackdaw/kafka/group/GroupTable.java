package io.jackdaw.kafka.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The groups of one shard, by id and in that order. */
final class GroupTable {
  private final Map<String, ClassicGroup> groups = new TreeMap<>();

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

  /** A copy: the table may change while it is walked. */
  List<ClassicGroup> all() {
    return new ArrayList<>(groups.values());
  }

  Collection<String> ids() {
    return new ArrayList<>(groups.keySet());
  }
}
