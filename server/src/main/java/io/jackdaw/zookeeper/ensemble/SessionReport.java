package io.jackdaw.zookeeper.ensemble;

import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.session.LiveSessions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that a server has heard from since its last report, as it tells the leader. Their
 * timeouts are in the log: a report that comes late, of a session that has moved since, changes
 * none.
 *
 * <pre>
 *   0  version   byte  2
 *   1  count     int
 *   5  sessions  count × long id
 * </pre>
 */
final class SessionReport {
  private static final byte VERSION = 2;

  private SessionReport() {}

  /** What to tell; null when nobody was heard from after {@code sinceMs} of the monotonic clock. */
  static @Nullable ByteBuffer of(LiveSessions sessions, long sinceMs) {
    List<LiveSession> heard = new ArrayList<>();
    for (LiveSession session : sessions.all()) {
      // Of one whose connection has just gone the last is told: its timeout counts from then.
      boolean left = session.takeLeft();
      if ((left || session.owner() != null) && session.heardAtMs() >= sinceMs) {
        heard.add(session);
      }
    }
    if (heard.isEmpty()) {
      return null;
    }
    ByteBuffer out =
        ByteBuffer.allocate(1 + Integer.BYTES + heard.size() * Long.BYTES)
            .put(VERSION)
            .putInt(heard.size());
    heard.forEach(session -> out.putLong(session.id()));
    return out.flip();
  }

  /** Gives the reported sessions their whole timeouts again, from {@code nowMs} on. */
  static void apply(ByteBuffer report, LiveSessions sessions, long nowMs) {
    if (report.get() != VERSION) {
      return; // A newer server's: its sessions live by the reports of servers that are understood.
    }
    for (int left = report.getInt(); left > 0; left--) {
      LiveSession session = sessions.get(report.getLong());
      if (session != null) {
        session.touch(nowMs);
      }
    }
  }
}
