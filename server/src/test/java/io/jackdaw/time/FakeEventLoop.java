package io.jackdaw.time;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An event loop without a thread: nothing runs until the test says so, and then in the order of its
 * time on the {@link FakeClock}.
 */
public final class FakeEventLoop implements EventLoop {
  private final FakeClock clock;
  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::dueMs).thenComparingLong(Timer::order));
  private long order;
  private boolean running;

  public FakeEventLoop(FakeClock clock) {
    this.clock = clock;
  }

  /** True, as in most tests, once a task runs; the test itself counts as another thread. */
  @Override
  public boolean inEventLoop() {
    return running;
  }

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public Timeout schedule(long delayMs, Runnable task) {
    Timer timer = new Timer(clock.monotonicMs() + Math.max(0, delayMs), order++, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  /** Runs all that is ready, also what becomes ready thereby; timers only if they are due. */
  public void runReady() {
    boolean outermost = !running;
    running = true;
    try {
      for (Runnable task = next(); task != null; task = next()) {
        task.run();
      }
    } finally {
      running = !outermost;
    }
  }

  /** Runs one task that is ready; false if there is none. */
  public boolean runOne() {
    Runnable task = next();
    if (task == null) {
      return false;
    }
    boolean outermost = !running;
    running = true;
    try {
      task.run();
    } finally {
      running = !outermost;
    }
    return true;
  }

  /** Lets time pass, stopping at each timer on the way. */
  public void advance(long milliseconds) {
    long end = clock.monotonicMs() + milliseconds;
    runReady();
    for (Timer timer = timers.peek();
        timer != null && timer.dueMs() <= end;
        timer = timers.peek()) {
      clock.advance(Math.max(0, timer.dueMs() - clock.monotonicMs()));
      runReady();
    }
    clock.advance(end - clock.monotonicMs());
    runReady();
  }

  /** Timers still to run. */
  public int timers() {
    return timers.size();
  }

  private @Nullable Runnable next() {
    Runnable task = ready.poll();
    if (task != null) {
      return task;
    }
    Timer timer = timers.peek();
    if (timer != null && timer.dueMs() <= clock.monotonicMs()) {
      timers.remove(timer);
      return timer.task();
    }
    return null;
  }

  private record Timer(long dueMs, long order, Runnable task) {}
}
