package io.jackdaw.zookeeper.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names of a znode's children. Guarded by the tree's lock; costs little while there are none. */
final class ChildNames {
  private Set<String> names = Set.of();

  void add(String name) {
    if (names.isEmpty()) {
      names = new HashSet<>(4);
    }
    names.add(name);
  }

  void remove(String name) {
    names.remove(name);
    if (names.isEmpty()) {
      names = Set.of();
    }
  }

  int count() {
    return names.size();
  }

  List<String> toList() {
    return new ArrayList<>(names);
  }
}
