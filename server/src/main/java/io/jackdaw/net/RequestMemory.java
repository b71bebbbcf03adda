package io.jackdaw.net;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What connections may hold together of frames that arrive in parts. A connection claims a frame's
 * whole length before it gathers it; while nothing is left, it waits for its turn and is not read.
 *
 * <pre>
 *   FREE ──take, something is left──▶ HELD ──give──▶ FREE
 *     │                                ▲
 *     └──take, nothing is left──▶ WAITING, first come, first served
 * </pre>
 *
 * <p>Whoever comes while something is left gets all it wants, also if that is more than is left,
 * and also if it is more than there ever was: so nobody waits for ever, and at most one frame is
 * held beyond the bound. A frame that is held can be finished without further memory. Frames that
 * arrive whole within one read are not claimed: they are served where they lie, and hold nothing
 * afterwards.
 *
 * <p>Any thread; one short lock, taken twice for a frame in parts. Source: {@code
 * queued.max.request.bytes}, KIP-72.
 */
public final class RequestMemory {
  private final Queue<Claim> waiting = new ArrayDeque<>();
  private volatile long available;

  /**
   * @param bytes more than 0
   */
  public RequestMemory(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("memory for requests must be positive, was " + bytes);
    }
    this.available = bytes;
  }

  /** A place for one connection, which has one frame in the making at most. */
  Claim claim(Runnable onGranted) {
    return new Claim(onGranted);
  }

  /** What is not claimed; less than 0 if a large frame was let in. */
  long available() {
    return available;
  }

  boolean isExhausted() {
    return available <= 0;
  }

  /** The next one that may be served now; it has what it wanted. */
  private synchronized @Nullable Claim grantNext() {
    Claim next = available > 0 ? waiting.poll() : null;
    if (next != null) {
      next.grant();
    }
    return next;
  }

  private void grant() {
    for (Claim next = grantNext(); next != null; next = grantNext()) {
      next.onGranted.run();
    }
  }

  private enum State {
    FREE,
    WAITING,
    HELD
  }

  /** One connection's part. Its state is guarded by the memory's lock. */
  final class Claim {
    private final Runnable onGranted;
    private State state = State.FREE;
    private int bytes;

    private Claim(Runnable onGranted) {
      this.onGranted = onGranted;
    }

    /**
     * Asks for a frame's length.
     *
     * @return whether it is held now; if not, {@code onGranted} is run once it is, on any thread
     */
    boolean take(int wanted) {
      synchronized (RequestMemory.this) {
        if (state != State.FREE) {
          throw new IllegalStateException("memory for two frames of one connection: " + state);
        }
        bytes = wanted;
        if (available > 0 && waiting.isEmpty()) {
          grant();
          return true;
        }
        state = State.WAITING;
        waiting.add(this);
        return false;
      }
    }

    private void grant() {
      synchronized (RequestMemory.this) {
        available -= bytes;
        state = State.HELD;
      }
    }

    boolean isHeld() {
      synchronized (RequestMemory.this) {
        return state == State.HELD;
      }
    }

    /** Gives back what is held, or leaves the queue; nothing happens to a free claim. */
    void give() {
      synchronized (RequestMemory.this) {
        if (state == State.HELD) {
          available += bytes;
        } else if (state == State.WAITING) {
          waiting.remove(this);
        }
        state = State.FREE;
      }
      RequestMemory.this.grant();
    }
  }
}
