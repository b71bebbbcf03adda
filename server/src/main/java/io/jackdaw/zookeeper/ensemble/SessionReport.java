package io.jackdaw.zookeeper.ensemble;

import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.session.LiveSessions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that a server has heard from since its last report, as it tells the leader.
 *
 * <pre>
 *   0  version   byte  1
 *   1  count     int
 *   5  sessions  count × {long id, int timeout in ms}
 * </pre>
 */
final class SessionReport {
  private static final byte VERSION = 1;

  private SessionReport() {}

  /** What to tell; null when nobody was heard from after {@code sinceMs} of the monotonic clock. */
  static @Nullable ByteBuffer of(LiveSessions sessions, long sinceMs) {
    List<LiveSession> heard = new ArrayList<>();
    for (LiveSession session : sessions.all()) {
      // Of one whose connection has just gone the last is told: it may have asked for another
      // timeout, and all of it counts from when it was heard.
      boolean left = session.takeLeft();
      if ((left || session.owner() != null) && session.heardAtMs() >= sinceMs) {
        heard.add(session);
      }
    }
    if (heard.isEmpty()) {
      return null;
    }
    ByteBuffer out =
        ByteBuffer.allocate(1 + Integer.BYTES + heard.size() * (Long.BYTES + Integer.BYTES))
            .put(VERSION)
            .putInt(heard.size());
    heard.forEach(session -> out.putLong(session.id()).putInt(session.timeoutMs()));
    return out.flip();
  }

  /** Gives the reported sessions their whole timeouts again, from {@code nowMs} on. */
  static void apply(ByteBuffer report, LiveSessions sessions, long nowMs) {
    if (report.get() != VERSION) {
      return; // A newer server's: its sessions live by the reports of servers that are understood.
    }
    for (int left = report.getInt(); left > 0; left--) {
      LiveSession session = sessions.get(report.getLong());
      int timeoutMs = report.getInt();
      if (session != null) {
        if (session.timeoutMs() != timeoutMs) {
          session.timeoutMs(timeoutMs);
        }
        session.touch(nowMs);
      }
    }
  }
}
