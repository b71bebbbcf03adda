package io.jackdaw.log;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Logs that are there and cannot be used. Any thread. */
final class OfflineLogs {
  private final Map<LogName, Entry> logs = new ConcurrentHashMap<>();

  /**
   * One of them.
   *
   * @param directory that it lies in
   * @param reason why, with its remedy
   * @param recoveryPoint where recovery shall begin when it is opened again
   */
  record Entry(LogDirectory directory, String reason, long recoveryPoint) {}

  void add(LogName name, LogDirectory directory, String reason, long recoveryPoint) {
    logs.put(name, new Entry(directory, reason, recoveryPoint));
  }

  /** Null if it can be used, or is not there. */
  @Nullable Entry find(LogName name) {
    return logs.get(name);
  }

  /** The one that was removed; null if there was none. */
  @Nullable Entry remove(LogName name) {
    return logs.remove(name);
  }

  boolean isEmpty() {
    return logs.isEmpty();
  }

  /** Of those in one directory. */
  Map<LogName, Long> recoveryPoints(LogDirectory directory) {
    Map<LogName, Long> points = new HashMap<>();
    logs.forEach(
        (name, it) -> {
          if (it.directory.equals(directory)) {
            points.put(name, it.recoveryPoint);
          }
        });
    return points;
  }
}
