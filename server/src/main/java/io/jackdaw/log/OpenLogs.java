package io.jackdaw.log;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The logs in use, by name and by log directory. Any thread. */
final class OpenLogs {
  private final Map<LogName, PartitionLog> byName = new ConcurrentHashMap<>();
  private final Map<Path, Map<LogName, PartitionLog>> byDirectory = new ConcurrentHashMap<>();

  @Nullable PartitionLog find(LogName name) {
    return byName.get(name);
  }

  Collection<PartitionLog> all() {
    return byName.values();
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** Those that lie in {@code directory} now. */
  List<PartitionLog> in(LogDirectory directory) {
    return List.copyOf(directory(directory.path()).values());
  }

  int countIn(LogDirectory directory) {
    return directory(directory.path()).size();
  }

  /** Adds a log; the other one if there is one of that name already. */
  @Nullable PartitionLog add(PartitionLog log) {
    PartitionLog other = byName.putIfAbsent(log.name(), log);
    if (other == null) {
      directory(parent(log)).put(log.name(), log);
    }
    return other;
  }

  /** Puts a log into the place of another one of the same name, in another directory. */
  void replace(PartitionLog old, PartitionLog by) {
    directory(parent(by)).put(by.name(), by);
    byName.put(by.name(), by);
    directory(parent(old)).remove(old.name());
  }

  /** The log that was removed; null if there was none. */
  @Nullable PartitionLog remove(LogName name) {
    PartitionLog log = byName.remove(name);
    if (log != null) {
      directory(parent(log)).remove(name);
    }
    return log;
  }

  private Map<LogName, PartitionLog> directory(Path path) {
    return byDirectory.computeIfAbsent(path, unseen -> new ConcurrentHashMap<>());
  }

  private static Path parent(PartitionLog log) {
    Path parent = log.directory().getParent();
    if (parent == null) {
      throw new IllegalStateException(log.directory() + " is in no log directory");
    }
    return parent;
  }
}
