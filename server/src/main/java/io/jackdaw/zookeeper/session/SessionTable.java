package io.jackdaw.zookeeper.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that exist, and where they live: replicated, part of every snapshot. Changed by the
 * apply thread, read by any.
 */
public final class SessionTable {
  private final Map<Long, OpenSession> sessions = new ConcurrentHashMap<>();

  /** Opens a session, or replaces what is known of it. */
  public void put(long id, OpenSession session) {
    sessions.put(id, session);
  }

  public void close(long id) {
    sessions.remove(id);
  }

  /** The session with this id, or null if it is not open. */
  public @Nullable OpenSession get(long id) {
    return sessions.get(id);
  }

  public int count() {
    return sessions.size();
  }

  /** All sessions as they are now. */
  public Map<Long, OpenSession> copy() {
    return Map.copyOf(sessions);
  }

  /** Replaces all sessions, when a snapshot is restored. */
  public void load(Map<Long, OpenSession> restored) {
    sessions.clear();
    sessions.putAll(restored);
  }
}
