package io.jackdaw.zookeeper.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that exist, with their timeouts: replicated, part of every snapshot. Changed by the
 * apply thread, read by any.
 */
public final class SessionTable {
  private final Map<Long, Integer> timeoutsMs = new ConcurrentHashMap<>();

  public void open(long id, int timeoutMs) {
    timeoutsMs.put(id, timeoutMs);
  }

  public void close(long id) {
    timeoutsMs.remove(id);
  }

  public boolean contains(long id) {
    return timeoutsMs.containsKey(id);
  }

  public @Nullable Integer timeoutMs(long id) {
    return timeoutsMs.get(id);
  }

  public int count() {
    return timeoutsMs.size();
  }

  /** All sessions as they are now. */
  public Map<Long, Integer> copy() {
    return Map.copyOf(timeoutsMs);
  }

  /** Replaces all sessions, when a snapshot is restored. */
  public void load(Map<Long, Integer> sessions) {
    timeoutsMs.clear();
    timeoutsMs.putAll(sessions);
  }
}
