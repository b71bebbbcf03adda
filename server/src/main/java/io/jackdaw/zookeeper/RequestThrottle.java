package io.jackdaw.zookeeper;

import io.jackdaw.net.Connection.PendingReply;
import io.jackdaw.net.OutboundFrame;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many requests may be under way at once in the whole server, and how many bytes large ones may
 * hold; requests above the first limit wait in the order they came. Any thread.
 */
final class RequestThrottle {
  private final Settings settings;
  private final Queue<Waiter> waiting = new ArrayDeque<>();
  private int underWay;
  private long largeBytes;

  /**
   * The limits.
   *
   * @param maxRequests 0 for no limit
   * @param maxWaitMs a request that has waited longer is refused; 0 for never
   * @param largeBytes a request above this is large; −1 for none
   * @param maxLargeBytes of all large ones together
   */
  record Settings(int maxRequests, int maxWaitMs, int largeBytes, int maxLargeBytes) {
    static Settings parse(ZooCfg cfg) {
      cfg.text("request_throttle_stall_time");
      cfg.text("requestThrottleStallTime");
      cfg.text("request_throttle_drop_stale");
      cfg.text("requestThrottleDropStale");
      int max = Integer.MAX_VALUE;
      int requests = cfg.integer("requestThrottleLimit", 0, 0, max);
      int waitMs = cfg.integer("throttledOpWaitTime", 0, 0, max);
      return new Settings(
          cfg.integer("request_throttle_max_requests", requests, 0, max),
          cfg.integer("throttled_op_wait_time", waitMs, 0, max),
          cfg.integer("largeRequestThreshold", -1, -1, max),
          cfg.integer("largeRequestMaxBytes", 100 * 1024 * 1024, 1, max));
    }

    boolean limitsAnything() {
      return maxRequests > 0 || largeBytes >= 0;
    }
  }

  /** Leave for one request to be under way; given back when its reply is complete. */
  final class Leave {
    private final int large;
    private final AtomicBoolean back = new AtomicBoolean();

    private Leave(int large) {
      this.large = large;
    }

    /** The same place in the order of replies, which ends the leave when it is filled. */
    PendingReply until(PendingReply reply) {
      return new PendingReply() {
        @Override
        public void complete(OutboundFrame frame) {
          reply.complete(frame);
          giveBack();
        }

        @Override
        public void skip() {
          reply.skip();
          giveBack();
        }
      };
    }

    void giveBack() {
      if (!back.getAndSet(true)) {
        end(this);
      }
    }
  }

  RequestThrottle(Settings settings) {
    this.settings = settings;
  }

  /** Whether a request that has waited so long is refused. */
  boolean refuses(long waitedMs) {
    return settings.maxWaitMs > 0 && waitedMs > settings.maxWaitMs;
  }

  /** Whether large requests hold so much that one more of {@code bytes} ends its connection. */
  synchronized boolean isTooLarge(int bytes) {
    return isLarge(bytes) && largeBytes + bytes > settings.maxLargeBytes;
  }

  private boolean isLarge(int bytes) {
    return settings.largeBytes >= 0 && bytes > settings.largeBytes;
  }

  /** Leave for a request of {@code bytes}; null if it has to {@link #await} it. */
  synchronized @Nullable Leave tryEnter(int bytes) {
    return settings.maxRequests > 0 && underWay >= settings.maxRequests ? null : entered(bytes);
  }

  /**
   * Hands leave to {@code later} as soon as there is room: at once, or by the thread that makes it.
   */
  void await(int bytes, Consumer<Leave> later) {
    Leave leave;
    synchronized (this) {
      leave = tryEnter(bytes);
      if (leave == null) {
        waiting.add(new Waiter(bytes, later));
        return;
      }
    }
    later.accept(leave);
  }

  private Leave entered(int bytes) {
    underWay++;
    int large = isLarge(bytes) ? bytes : 0;
    largeBytes += large;
    return new Leave(large);
  }

  /** Ends a leave, and hands its room to who has waited for longest. */
  private void end(Leave ended) {
    Waiter next;
    Leave leave;
    synchronized (this) {
      underWay--;
      largeBytes -= ended.large;
      next = waiting.poll();
      if (next == null) {
        return;
      }
      leave = entered(next.bytes);
    }
    next.later.accept(leave);
  }

  private record Waiter(int bytes, Consumer<Leave> later) {}
}
