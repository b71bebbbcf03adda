package io.jackdaw.compat.torture;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client with a thread of its own that goes on, whatever happens to the server. */
abstract class Worker implements AutoCloseable {
  private final String name;
  private final AtomicLong progress = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable Throwable surprise;

  Worker(String name) {
    this.name = name;
    this.thread = Thread.ofPlatform().name("torture-" + name).unstarted(this::run);
  }

  /** Works until {@link #isStopped}. */
  abstract void work() throws Exception;

  final void start() {
    thread.start();
  }

  final String name() {
    return name;
  }

  /** Counts answers that promised something. */
  final long progress() {
    return progress.get();
  }

  final void progressed() {
    progress.incrementAndGet();
  }

  final boolean isStopped() {
    return stopped;
  }

  /** An exception that no fault explains, or null. */
  final @Nullable Throwable surprise() {
    return surprise;
  }

  /** Lets the server do something else in between. */
  static void pace(Duration pause) {
    LockSupport.parkNanos(pause.toNanos());
  }

  private void run() {
    try {
      work();
    } catch (Throwable unexpected) {
      surprise = unexpected;
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
