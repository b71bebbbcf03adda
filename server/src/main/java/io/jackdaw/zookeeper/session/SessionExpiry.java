package io.jackdaw.zookeeper.session;

import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the sessions that were silent for longer than their timeout.
 *
 * <p>Looks at all sessions once a tick: so a session expires between its timeout and one tick
 * later, and being heard from costs one write to memory. A tick that comes late means that this
 * server was stopped, and maybe could not hear its clients: then nobody expires, and every session
 * gets its whole timeout again.
 *
 * <p>Runs on one event loop.
 */
public final class SessionExpiry {
  private static final Logger LOG = LoggerFactory.getLogger(SessionExpiry.class);

  private final LiveSessions sessions;
  private final EventLoop loop;
  private final Clock clock;
  private final int tickMs;
  private final Consumer<LiveSession> expired;
  private long dueMs;

  /**
   * @param expired told once for each session that has expired, and is already marked as closing
   */
  public SessionExpiry(
      LiveSessions sessions,
      EventLoop loop,
      Clock clock,
      int tickMs,
      Consumer<LiveSession> expired) {
    this.sessions = sessions;
    this.loop = loop;
    this.clock = clock;
    this.tickMs = tickMs;
    this.expired = expired;
  }

  /** Begins when clients can connect: recovered sessions have their whole timeout from here. */
  public void start() {
    loop.execute(
        () -> {
          long nowMs = clock.monotonicMs();
          sessions.all().forEach(session -> session.touch(nowMs));
          dueMs = nowMs + tickMs;
          loop.schedule(tickMs, this::tick);
        });
  }

  private void tick() {
    long nowMs = clock.monotonicMs();
    long lateMs = nowMs - dueMs;
    if (lateMs > tickMs / 2) {
      LOG.warn("Session clock stood still: no session expires now lateMs={}", lateMs);
      sessions.all().forEach(session -> session.touch(nowMs));
    } else {
      for (LiveSession session : sessions.all()) {
        if (session.expiresAtMs() <= nowMs && session.beginClosing()) {
          expired.accept(session);
        }
      }
    }
    dueMs = nowMs + tickMs;
    loop.schedule(tickMs, this::tick);
  }
}
