package io.jackdaw.log;

import io.jackdaw.disk.StorageException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** In which log directory a new log is made. Any thread. */
final class LogPlacement {
  private final List<LogDirectory> directories;
  private final OpenLogs logs;
  private final Map<LogName, LogDirectory> preferred = new ConcurrentHashMap<>();
  private volatile Set<Path> cordoned = Set.of();

  LogPlacement(List<LogDirectory> directories, OpenLogs logs) {
    this.directories = directories;
    this.logs = logs;
  }

  /** Has a log that is not there yet made in {@code wanted}, if that is usable then. */
  void prefer(LogName name, LogDirectory wanted) {
    preferred.put(name, wanted);
  }

  void forget(LogName name) {
    preferred.remove(name);
  }

  void cordon(Set<Path> paths) {
    cordoned = Set.copyOf(paths);
  }

  boolean isCordoned(LogDirectory directory) {
    return cordoned.contains(directory.path());
  }

  /**
   * The wanted directory, or else the one with the fewest logs that is not cordoned.
   *
   * @throws StorageException if every directory has failed
   */
  LogDirectory choose(LogName name) {
    LogDirectory wanted = preferred.remove(name);
    if (wanted != null && wanted.failure() == null) {
      return wanted;
    }
    List<LogDirectory> usable = directories.stream().filter(it -> it.failure() == null).toList();
    List<LogDirectory> open = usable.stream().filter(it -> !isCordoned(it)).toList();
    // Whoever had the cluster place a replica here wants it here, though all be cordoned.
    List<LogDirectory> candidates = open.isEmpty() ? usable : open;
    return candidates.stream()
        .min(Comparator.comparingInt(logs::countIn))
        .orElseThrow(() -> new StorageException("Every log directory has failed"));
  }
}
