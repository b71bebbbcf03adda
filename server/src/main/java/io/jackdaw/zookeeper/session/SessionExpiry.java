package io.jackdaw.zookeeper.session;

import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the sessions that were silent for longer than their timeout.
 *
 * <p>Each session stands in the bucket of the tick in which it would expire if it were not heard
 * from any more. At that tick it has expired, or is put into a later bucket: so a tick costs what
 * is due and not what there is, a session expires between its timeout and one tick later, and being
 * heard from costs one write to memory. A tick that comes late means that this server was stopped,
 * and maybe could not hear its clients: then nobody expires, and every session gets its whole
 * timeout again.
 *
 * <p>In an ensemble only the leader decides, who is told by the others whom they have heard from.
 *
 * <p>Runs on one event loop.
 */
public final class SessionExpiry {
  private static final Logger LOG = LoggerFactory.getLogger(SessionExpiry.class);

  private final LiveSessions sessions;
  private final EventLoop loop;
  private final Clock clock;
  private final int tickMs;
  private final BooleanSupplier decides;
  private final Consumer<LiveSession> expired;
  private final NavigableMap<Long, List<LiveSession>> buckets = new TreeMap<>();
  private long dueMs;
  private long looks;

  /**
   * @param decides whether it is for this server to say who has expired
   * @param expired told once for each session that has expired, and is already marked as closing
   */
  public SessionExpiry(
      LiveSessions sessions,
      EventLoop loop,
      Clock clock,
      int tickMs,
      BooleanSupplier decides,
      Consumer<LiveSession> expired) {
    this.sessions = sessions;
    this.loop = loop;
    this.clock = clock;
    this.tickMs = tickMs;
    this.decides = decides;
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
      takeNew();
      if (decides.getAsBoolean()) {
        lookAtDue(nowMs);
      }
    }
    dueMs = nowMs + tickMs;
    loop.schedule(tickMs, this::tick);
  }

  private void takeNew() {
    for (LiveSession next = sessions.nextToLookAt(); next != null; next = sessions.nextToLookAt()) {
      schedule(next);
    }
  }

  private void schedule(LiveSession session) {
    long bucket = Math.floorDiv(session.expiresAtMs(), (long) tickMs);
    if (session.bucket() != bucket) {
      session.bucket(bucket);
      buckets.computeIfAbsent(bucket, b -> new ArrayList<>()).add(session);
    }
  }

  private void lookAtDue(long nowMs) {
    List<LiveSession> later = new ArrayList<>();
    while (!buckets.isEmpty() && buckets.firstKey() * tickMs <= nowMs) {
      Map.Entry<Long, List<LiveSession>> due = buckets.pollFirstEntry();
      for (LiveSession session : due.getValue()) {
        // It may stand in another bucket by now, which was the sooner one.
        if (session.bucket() == due.getKey()) {
          session.bucket(LiveSession.NO_BUCKET);
          look(session, nowMs);
          later.add(session);
        }
      }
    }
    later.stream().filter(sessions::contains).forEach(this::schedule);
  }

  private void look(LiveSession session, long nowMs) {
    looks++;
    if (session.expiresAtMs() <= nowMs && sessions.contains(session) && session.beginClosing()) {
      expired.accept(session);
    }
  }

  /** How often a session has been looked at. */
  long looks() {
    return looks;
  }
}
