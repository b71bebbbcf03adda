package io.jackdaw.zookeeper.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * States that a snapshot has still to meet and that are no longer in the tree, by path. Millions of
 * them may come while it is written: they are spread over small tables, so that the writing thread
 * never stops to move all of them to a larger one. Guarded by its owner.
 */
final class KeptStates {
  private static final int TABLES = 256;

  private List<Map<String, Znode>> tables = empty();

  private static List<Map<String, Znode>> empty() {
    List<Map<String, Znode>> tables = new ArrayList<>(TABLES);
    for (int i = 0; i < TABLES; i++) {
      tables.add(new HashMap<>());
    }
    return tables;
  }

  private Map<String, Znode> table(String path) {
    int hash = path.hashCode() * 0x9E3779B9;
    // Not the bits by which the table itself finds its entries.
    return tables.get(hash >>> 24);
  }

  /** Keeps the first state of each path. */
  void keep(String path, Znode state) {
    table(path).putIfAbsent(path, state);
  }

  /** What was kept of a path, which is then forgotten; null if nothing was. */
  @Nullable Znode take(String path) {
    return table(path).remove(path);
  }

  /** Gives away all that is left, at once however much it is. */
  KeptStates takeAll() {
    KeptStates all = new KeptStates();
    List<Map<String, Znode>> mine = tables;
    tables = all.tables;
    all.tables = mine;
    return all;
  }

  /** In the order of paths: parents first. */
  Map<String, Znode> sorted() {
    Map<String, Znode> sorted = new TreeMap<>();
    for (Map<String, Znode> table : tables) {
      sorted.putAll(table);
    }
    return sorted;
  }
}
