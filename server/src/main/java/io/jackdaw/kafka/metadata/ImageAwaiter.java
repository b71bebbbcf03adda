package io.jackdaw.kafka.metadata;

import io.jackdaw.time.EventLoop;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * Waits for images that show something: an entry and a timer for each, never a thread. Any thread.
 */
public final class ImageAwaiter {
  private record Entry(Predicate<ClusterImage> wanted, CompletableFuture<Boolean> seen) {}

  private final EventLoop timers;
  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

  /** What everybody who subscribed before this one has been told. */
  private volatile ClusterImage latest;

  /**
   * Waits for images of {@code view}, with timers on {@code timers}. Those who wait are told after
   * everybody who subscribed before.
   */
  public ImageAwaiter(ClusterView view, EventLoop timers) {
    this.timers = timers;
    this.latest = view.image();
    view.subscribe((before, now) -> check(now));
  }

  /** Completes with true once an image is as wanted, or with false after {@code timeoutMs}. */
  public CompletionStage<Boolean> await(Predicate<ClusterImage> wanted, long timeoutMs) {
    CompletableFuture<Boolean> seen = new CompletableFuture<>();
    Entry entry = new Entry(wanted, seen);
    entries.add(entry);
    if (wanted.test(latest)) {
      entries.remove(entry);
      seen.complete(true);
      return seen;
    }
    EventLoop.Timeout timeout =
        timers.schedule(
            timeoutMs,
            () -> {
              entries.remove(entry);
              seen.complete(false);
            });
    seen.thenRun(timeout::cancel);
    return seen;
  }

  private void check(ClusterImage image) {
    latest = image;
    for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      if (entry.wanted.test(image)) {
        each.remove();
        entry.seen.complete(true);
      }
    }
  }
}
