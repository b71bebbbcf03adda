package io.jackdaw.compat.oracle.zookeeper;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Translates what two right servers may differ in into what they must agree on; one for each run.
 *
 * <p>Allowed differences, all of them:
 *
 * <ul>
 *   <li>Ids of sessions and passwords are random, times are of the clock; children, ephemerals and
 *       what a connection is known as have no order, nor have the deletions of a closed session's
 *       ephemerals (see {@link Run}).
 *   <li>Zxids begin elsewhere. From there on every command takes one, refused or not, on both; but
 *       a request that is refused before it is tried (its body cannot be read, or it is a reconfig)
 *       takes one on Apache's server in some cases, and never on ours. A session that moves to
 *       another server takes one on ours, and none on Apache's; so does one that several of ours do
 *       not know.
 * </ul>
 */
final class Sight {
  private static final int MARSHALLING_ERROR = -5;
  private static final int RECONFIG_DISABLED = -123;
  private static final long SKEW_MS = 10_000;
  private static final int COUNTER_BITS = 32;

  private final String root;
  private final long baseZxid;
  private final Map<Long, String> sessions = new HashMap<>();
  private final Map<Long, Long> timeOfZxid = new HashMap<>();
  private final NavigableSet<Long> untried = new TreeSet<>();
  private long lastZxid;

  /**
   * @param root the path that {@code @} stands for
   * @param baseZxid of the creation of {@code root}
   */
  Sight(String root, long baseZxid) {
    this.root = root;
    this.baseZxid = baseZxid;
  }

  void name(long sessionId, String name) {
    sessions.put(sessionId, name);
  }

  /** Takes note of the header of a reply; in the order of replies. */
  void header(long zxid, int error) {
    if (zxid > lastZxid) {
      if (error == MARSHALLING_ERROR || error == RECONFIG_DISABLED) {
        untried.add(zxid);
      }
      lastZxid = zxid;
    }
  }

  /** The command with this zxid is one that only this service has: it does not count. */
  void uncounted(long zxid) {
    untried.add(zxid);
  }

  /** Whether another server led when that zxid was given than when the program began. */
  boolean isOfAnotherTerm(long zxid) {
    return zxid >> COUNTER_BITS != baseZxid >> COUNTER_BITS;
  }

  /** Commands since the program's start. */
  String zxid(long zxid) {
    if (zxid <= 0) {
      return Long.toString(zxid);
    }
    return zxid < baseZxid
        ? "before"
        : "+" + (zxid - baseZxid - untried.headSet(zxid, true).size());
  }

  /** The zxid {@code more} commands after {@code zxid}; before it, if that is negative. */
  long after(long zxid, long more) {
    if (more >= 0) {
      return zxid + more;
    }
    long before = zxid;
    for (long left = -more; left > 0; before--) {
      if (!untried.contains(before)) {
        left--;
      }
    }
    return Math.max(0, before);
  }

  /** By name: ids themselves are random. */
  String session(long sessionId) {
    return sessionId == 0
        ? "0"
        : sessions.getOrDefault(sessionId, "0x" + Long.toHexString(sessionId));
  }

  /** Zero, about now, and always the same for the same zxid; anything else is shown. */
  String time(long timeMs, long zxid) {
    if (timeMs == 0) {
      return "0";
    }
    long first = timeOfZxid.computeIfAbsent(zxid, z -> timeMs);
    if (first != timeMs) {
      return "time-of-another-change";
    }
    boolean before = zxid < baseZxid;
    long agoMs = System.currentTimeMillis() - timeMs;
    return before || (agoMs > -SKEW_MS && agoMs < 3_600_000) ? "now" : Long.toString(timeMs);
  }

  String path(String path) {
    return Token.of(path.replace(root, "\u0001")).replace("%01", "@");
  }
}
