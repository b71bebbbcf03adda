package io.jackdaw.zookeeper.session;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session as this server sees it: when it was last heard from, and on which connection. */
public final class LiveSession {
  static final long NO_BUCKET = Long.MIN_VALUE;

  private final long id;
  private final Consumer<LiveSession> sooner;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicReference<@Nullable SessionOwner> owner = new AtomicReference<>();
  private volatile boolean left;
  private volatile int timeoutMs;
  private volatile long expiresAtMs;
  private volatile @Nullable Turn lastTurn;

  /** When its expiry is looked at next; the expiry's own. */
  private long bucket = NO_BUCKET;

  /**
   * @param sooner told when the session may expire sooner than it would have
   */
  LiveSession(long id, int timeoutMs, Consumer<LiveSession> sooner) {
    this.id = id;
    this.sooner = sooner;
    this.timeoutMs = timeoutMs;
  }

  public long id() {
    return id;
  }

  public int timeoutMs() {
    return timeoutMs;
  }

  /** Gives the session its whole timeout again, from {@code nowMs} of the monotonic clock. */
  public void touch(long nowMs) {
    long before = expiresAtMs;
    long next = nowMs + timeoutMs;
    expiresAtMs = next;
    if (next < before) {
      sooner.accept(this);
    }
  }

  /** A client that came back has asked for this timeout, which it has whole. */
  public void renew(int newTimeoutMs, long nowMs) {
    timeoutMs = newTimeoutMs;
    touch(nowMs);
  }

  /** When it was last heard from, on the monotonic clock. */
  public long heardAtMs() {
    return expiresAtMs - timeoutMs;
  }

  /** Lets the session expire at the next look, unless it is heard from before. */
  public void endSoon() {
    expiresAtMs = Long.MIN_VALUE / 2;
    sooner.accept(this);
  }

  long bucket() {
    return bucket;
  }

  void bucket(long next) {
    bucket = next;
  }

  /** On the monotonic clock. */
  public long expiresAtMs() {
    return expiresAtMs;
  }

  /** Marks the session as being closed; false if it was already. */
  public boolean beginClosing() {
    return closing.compareAndSet(false, true);
  }

  /** The close did not come about. */
  public void resume() {
    closing.set(false);
  }

  public boolean isClosing() {
    return closing.get();
  }

  /** Puts the session on a connection, and tells the one it was on before. */
  public void moveTo(SessionOwner connection) {
    SessionOwner before = owner.getAndSet(connection);
    if (before != null && !before.equals(connection)) {
      before.sessionMoved();
    }
  }

  /** The connection has gone. */
  public void leave(SessionOwner connection) {
    if (owner.compareAndSet(connection, null)) {
      left = true;
    }
  }

  /**
   * The session goes on at another server, which tells of it from now on.
   *
   * @return the connection that it was on here; null if on none
   */
  public @Nullable SessionOwner leaveForAnotherServer() {
    SessionOwner before = owner.getAndSet(null);
    left = false;
    return before;
  }

  /** Whether a connection has gone since this was asked last. */
  public boolean takeLeft() {
    boolean was = left;
    left = false;
    return was;
  }

  public @Nullable SessionOwner owner() {
    return owner.get();
  }

  /** What the next request has to wait for, or null; it outlives a move between connections. */
  public @Nullable Turn lastTurn() {
    return lastTurn;
  }

  /** Called by the connection's event loop for each request that others have to wait for. */
  public void lastTurn(Turn turn) {
    lastTurn = turn;
  }
}
