package io.jackdaw.consensus.raft;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How far another server is, as its leader knows.
 *
 * <pre>
 *            rejected, connection lost
 *   PROBING ◀────────────────────────── STREAMING
 *      │  ▲ ─────────────────────────────▶ ▲
 *      │  │        appended                │
 *      │  └───────────────┐                │
 *      ▼ too far behind   │ restored       │
 *   RESTORING ────────────┘
 * </pre>
 */
final class Progress {
  /** How entries are sent. */
  enum Mode {
    /** One message at a time, until it is known where the logs agree. */
    PROBING,
    /** Ahead of the answers. */
    STREAMING,
    /** A snapshot instead. */
    RESTORING
  }

  /** More entries on their way than that would only wait in sockets. */
  private static final int MAX_MESSAGES = 256;

  private static final long MAX_BYTES = 16L * 1024 * 1024;

  final int id;
  Mode mode = Mode.PROBING;

  /** All up to here is durable there. */
  long match;

  long next;
  long heardMs;
  long round;
  long sentRound;
  long sentCommit;

  /** While probing: a message is not answered yet. */
  boolean waiting;

  @Nullable SnapshotToSend snapshot;
  long offset;
  long partSentMs;

  private final Deque<OnTheWay> onTheWay = new ArrayDeque<>();
  private long bytesOnTheWay;

  private record OnTheWay(long lastIndex, int bytes) {}

  Progress(int id, long next, long nowMs) {
    this.id = id;
    this.next = next;
    this.heardMs = nowMs;
  }

  boolean hasRoom() {
    return onTheWay.size() < MAX_MESSAGES && bytesOnTheWay < MAX_BYTES;
  }

  void sent(long lastIndex, int bytes) {
    next = lastIndex + 1;
    onTheWay.add(new OnTheWay(lastIndex, bytes));
    bytesOnTheWay += bytes;
  }

  /**
   * @return whether it is news
   */
  boolean appended(long index) {
    while (!onTheWay.isEmpty() && onTheWay.element().lastIndex <= index) {
      bytesOnTheWay -= onTheWay.remove().bytes;
    }
    if (index <= match) {
      return false;
    }
    match = index;
    next = Math.max(next, index + 1);
    return true;
  }

  void probe(long from) {
    forgetSnapshot();
    mode = Mode.PROBING;
    waiting = false;
    next = from;
    onTheWay.clear();
    bytesOnTheWay = 0;
  }

  void stream() {
    mode = Mode.STREAMING;
    waiting = false;
    next = match + 1;
  }

  void restore(SnapshotToSend file) {
    probe(next);
    mode = Mode.RESTORING;
    snapshot = file;
    offset = 0;
  }

  /** There is a new connection; what is on the other side of it may have forgotten everything. */
  void reconnected(long lastIndex) {
    match = 0;
    sentCommit = 0;
    probe(lastIndex + 1);
  }

  void forgetSnapshot() {
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
  }
}
