package io.jackdaw.zookeeper.watch;

import io.jackdaw.zookeeper.wire.ZnodePath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches of one kind, by path and by watcher; each entry is the set of {@link WatchMode}s a
 * watcher has on a path. Guarded by its owner, {@link Watches}.
 */
final class WatchTable {
  private final Map<String, Map<Watcher, Integer>> byPath = new HashMap<>();
  private final Map<Watcher, Set<String>> byWatcher = new HashMap<>();
  private int recursive;
  private int count;

  void add(String path, Watcher watcher, WatchMode mode) {
    Map<Watcher, Integer> watchers = byPath.computeIfAbsent(path, p -> new LinkedHashMap<>(2));
    int before = watchers.getOrDefault(watcher, 0);
    set(path, watchers, watcher, before, before | mode.bit());
  }

  boolean contains(String path, Watcher watcher, @Nullable WatchMode mode) {
    int modes = byPath.getOrDefault(path, Map.of()).getOrDefault(watcher, 0);
    return (mode == null ? modes : modes & mode.bit()) != 0;
  }

  /** Removes one mode, or all of them where {@code mode} is null; whether there was any. */
  boolean remove(String path, Watcher watcher, @Nullable WatchMode mode) {
    if (!contains(path, watcher, mode)) {
      return false;
    }
    Map<Watcher, Integer> watchers = byPath.getOrDefault(path, Map.of());
    int before = watchers.getOrDefault(watcher, 0);
    set(path, watchers, watcher, before, mode == null ? 0 : before & ~mode.bit());
    return true;
  }

  void removeAll(Watcher watcher) {
    Set<String> paths = byWatcher.getOrDefault(watcher, Set.of());
    for (String path : Set.copyOf(paths)) {
      remove(path, watcher, null);
    }
  }

  /** Adds to {@code into} whoever watches {@code path}, and takes their one-shot watches away. */
  void fire(String path, Set<Watcher> into) {
    Map<Watcher, Integer> watchers = byPath.get(path);
    if (watchers != null) {
      take(path, watchers, into);
    }
    if (recursive > 0) {
      for (String above = path; !above.equals("/"); ) {
        above = ZnodePath.parentOf(above);
        addRecursive(above, into);
      }
    }
  }

  /** In one pass: a popular znode has thousands of watchers, and all else waits for this. */
  private void take(String path, Map<Watcher, Integer> watchers, Set<Watcher> into) {
    for (var each = watchers.entrySet().iterator(); each.hasNext(); ) {
      Map.Entry<Watcher, Integer> entry = each.next();
      into.add(entry.getKey());
      int left = entry.getValue() & ~WatchMode.STANDARD.bit();
      if (left == 0) {
        each.remove();
        forget(path, entry.getKey());
      } else {
        entry.setValue(left);
      }
    }
    if (watchers.isEmpty()) {
      byPath.remove(path);
    }
  }

  private void addRecursive(String path, Set<Watcher> into) {
    byPath
        .getOrDefault(path, Map.of())
        .forEach(
            (watcher, modes) -> {
              if ((modes & WatchMode.PERSISTENT_RECURSIVE.bit()) != 0) {
                into.add(watcher);
              }
            });
  }

  private void set(
      String path, Map<Watcher, Integer> watchers, Watcher watcher, int before, int after) {
    recursive += recursiveIn(after) - recursiveIn(before);
    if (after != 0) {
      watchers.put(watcher, after);
      if (before == 0) {
        byWatcher.computeIfAbsent(watcher, w -> new HashSet<>()).add(path);
        count++;
      }
      return;
    }
    watchers.remove(watcher);
    if (watchers.isEmpty()) {
      byPath.remove(path);
    }
    forget(path, watcher);
  }

  private void forget(String path, Watcher watcher) {
    Set<String> paths = byWatcher.get(watcher);
    if (paths != null && paths.remove(path)) {
      count--;
      if (paths.isEmpty()) {
        byWatcher.remove(watcher);
      }
    }
  }

  private static int recursiveIn(int modes) {
    return (modes & WatchMode.PERSISTENT_RECURSIVE.bit()) != 0 ? 1 : 0;
  }

  int count() {
    return count;
  }

  int paths() {
    return byPath.size();
  }

  int watchers() {
    return byWatcher.size();
  }

  void forEachPath(BiConsumer<String, Set<Watcher>> action) {
    byPath.forEach((path, watchers) -> action.accept(path, watchers.keySet()));
  }

  void forEachWatcher(BiConsumer<Watcher, Set<String>> action) {
    byWatcher.forEach(action);
  }
}
