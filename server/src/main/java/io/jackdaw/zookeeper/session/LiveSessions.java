package io.jackdaw.zookeeper.session;

import io.jackdaw.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that this server keeps alive, by id. Any thread.
 *
 * <p>Ids are ZooKeeper's: the server's number in the top byte, then 40 bits of the clock when the
 * server started, then a count.
 */
public final class LiveSessions {
  private final Map<Long, LiveSession> sessions = new ConcurrentHashMap<>();
  private final Queue<LiveSession> toLookAt = new ConcurrentLinkedQueue<>();
  private final Clock clock;
  private final AtomicLong nextId;

  public LiveSessions(int serverId, Clock clock) {
    this.clock = clock;
    this.nextId = new AtomicLong(((clock.wallMs() << 24) >>> 8) | ((long) serverId << 56));
  }

  /** A new session under an id that no living session has. */
  public LiveSession create(int timeoutMs) {
    while (true) {
      LiveSession session = new LiveSession(nextId.getAndIncrement(), timeoutMs, toLookAt::add);
      session.touch(clock.monotonicMs());
      if (sessions.putIfAbsent(session.id(), session) == null) {
        toLookAt.add(session);
        return session;
      }
    }
  }

  /** Takes over a session that was not opened here, with its whole timeout before it. */
  public LiveSession adopt(long id, int timeoutMs) {
    return sessions.computeIfAbsent(
        id,
        unknown -> {
          LiveSession session = new LiveSession(unknown, timeoutMs, toLookAt::add);
          session.touch(clock.monotonicMs());
          toLookAt.add(session);
          return session;
        });
  }

  /** Takes over all sessions that are open, and drops those that are not. */
  public void become(SessionTable table) {
    sessions.keySet().removeIf(id -> table.get(id) == null);
    table.copy().forEach((id, session) -> adopt(id, session.timeoutMs()));
  }

  public @Nullable LiveSession get(long id) {
    return sessions.get(id);
  }

  public @Nullable LiveSession remove(long id) {
    return sessions.remove(id);
  }

  boolean contains(LiveSession session) {
    return session.equals(sessions.get(session.id()));
  }

  /** The next session that is new, or may expire sooner than it would have; null if none. */
  @Nullable LiveSession nextToLookAt() {
    return toLookAt.poll();
  }

  public Collection<LiveSession> all() {
    return sessions.values();
  }
}
