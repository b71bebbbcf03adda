package io.jackdaw.time;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link EventLoop} on a daemon thread of its own, for state that no socket owns: the
 * controller, a coordinator shard, periodic work.
 *
 * <p>Tasks come through a queue without a lock, and a thread that is at work is not woken: a shard
 * that answers a hundred thousand heartbeats a second gets each of them from another thread. Timers
 * are the loop's own; another thread's go through the queue.
 *
 * <p>The thread begins with the first task. {@link #close} lets the running task end, drops the
 * rest and waits for the thread.
 */
public final class SingleThreadEventLoop implements EventLoop, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SingleThreadEventLoop.class);
  private static final long CLOSE_TIMEOUT_MS = 10_000;
  private static final long LONGEST_DELAY_MS = TimeUnit.DAYS.toMillis(10_000);

  /** A queue that never empties does not hold timers up for longer. */
  private static final int TASKS_BETWEEN_TIMERS = 64;

  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final NavigableSet<Timer> timers =
      new TreeSet<>(
          Comparator.<Timer>comparingLong(timer -> timer.dueNs)
              .thenComparingLong(timer -> timer.order));
  private final AtomicLong order = new AtomicLong();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final long epochNs = System.nanoTime();
  private volatile boolean closed;

  public SingleThreadEventLoop(String name) {
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  @Override
  public boolean inEventLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void execute(Runnable task) {
    if (closed) {
      return;
    }
    tasks.add(task);
    if (waiting.get() && waiting.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    } else if (!started.get() && started.compareAndSet(false, true)) {
      thread.start();
    }
  }

  @Override
  public Timeout schedule(long delayMs, Runnable task) {
    long delayNs = TimeUnit.MILLISECONDS.toNanos(Math.clamp(delayMs, 0, LONGEST_DELAY_MS));
    Timer timer = new Timer(nowNs() + delayNs, order.getAndIncrement(), task);
    run(() -> timers.add(timer));
    return () -> {
      timer.task = null;
      run(() -> timers.remove(timer));
    };
  }

  /** Since the loop was made, so that times can be compared. */
  private long nowNs() {
    return System.nanoTime() - epochNs;
  }

  /** A task for later, until it is cancelled. */
  private static final class Timer {
    private final long dueNs;
    private final long order;
    private volatile @Nullable Runnable task;

    Timer(long dueNs, long order, Runnable task) {
      this.dueNs = dueNs;
      this.order = order;
      this.task = task;
    }
  }

  private void run() {
    while (!closed) {
      Runnable task = tasks.poll();
      for (int done = 0; task != null && !closed; task = tasks.poll()) {
        runLogged(task);
        if (++done == TASKS_BETWEEN_TIMERS) {
          break;
        }
      }
      runTimers();
      if (tasks.isEmpty()) {
        await();
      }
    }
  }

  private void runTimers() {
    while (!closed && !timers.isEmpty() && timers.first().dueNs <= nowNs()) {
      Runnable task = timers.removeFirst().task;
      if (task != null) {
        runLogged(task);
      }
    }
  }

  private void await() {
    waiting.set(true);
    // A task's own affair; with the flag set no park would wait.
    Thread.interrupted();
    if (tasks.isEmpty() && !closed) {
      if (timers.isEmpty()) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, timers.first().dueNs - nowNs());
      }
    }
    waiting.set(false);
  }

  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      LOG.error("Task failed on {}", Thread.currentThread().getName(), failure);
    }
  }

  @Override
  public void close() {
    closed = true;
    tasks.clear();
    thread.interrupt();
    if (inEventLoop() || !started.get()) {
      return;
    }
    try {
      thread.join(CLOSE_TIMEOUT_MS);
      if (thread.isAlive()) {
        LOG.warn("Thread {} is still busy after {} ms", thread.getName(), CLOSE_TIMEOUT_MS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
