package io.jackdaw.net;

import io.jackdaw.time.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one event loop that other threads have handed something: one wake-up for all
 * of them, however many they are.
 *
 * <p>Who waits for a reply goes first. A change that thousands watch thus holds up neither the
 * client that made it nor anybody else who asks meanwhile: between any two watchers that are told,
 * the replies that have come in leave. After {@link #AT_ONCE} connections the loop looks at its
 * sockets.
 */
final class LoopMail {
  private static final Logger LOG = LoggerFactory.getLogger(LoopMail.class);
  private static final int AT_ONCE = 128;

  /** After so many, one of the others goes, or it might never. */
  private static final int REPLIES_IN_A_ROW = 8;

  private final EventLoop loop;
  private final Queue<Recipient> replies = PlatformDependent.newMpscQueue();
  private final Queue<Recipient> notices = PlatformDependent.newMpscQueue();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Whose mailbox is emptied, on the event loop. */
  interface Recipient {
    void drain();

    /** Called after {@link #drain} has thrown. */
    void close();
  }

  LoopMail(EventLoop loop) {
    this.loop = loop;
  }

  /** Has {@code recipient} empty its mailbox soon; any thread. */
  void reply(Recipient recipient) {
    replies.add(recipient);
    wake();
  }

  /** The same, once nobody waits for a reply; any thread. */
  void notice(Recipient recipient) {
    notices.add(recipient);
    wake();
  }

  /** The same, but it may lie here until {@link #deliverPosts}; any thread. */
  void post(Recipient recipient) {
    notices.add(recipient);
  }

  /** Has all go that was posted so far; any thread. */
  void deliverPosts() {
    if (!notices.isEmpty()) {
      wake();
    }
  }

  private void wake() {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      loop.execute(this::deliver);
    }
  }

  private void deliver() {
    scheduled.set(false);
    for (int left = AT_ONCE; left > 0; left--) {
      boolean noticeIsDue = left % REPLIES_IN_A_ROW == 0;
      Recipient next = noticeIsDue ? next(notices, replies) : next(replies, notices);
      if (next == null) {
        return;
      }
      drain(next);
    }
    if (scheduled.compareAndSet(false, true)) {
      // Not executed at once: tasks that beget tasks would keep the loop from its sockets.
      loop.schedule(0, this::deliver);
    }
  }

  private static @Nullable Recipient next(Queue<Recipient> first, Queue<Recipient> second) {
    Recipient next = first.poll();
    return next != null ? next : second.poll();
  }

  /** One connection's trouble is not the others'. */
  private static void drain(Recipient recipient) {
    try {
      recipient.drain();
    } catch (RuntimeException | OutOfMemoryError trouble) {
      LOG.error("Closing {}", recipient, trouble);
      recipient.close();
    }
  }
}
