package io.jackdaw.time;

import java.util.concurrent.Executor;

/**
 * One thread that runs tasks one after the other, now or later: the owner of a piece of state.
 *
 * <p>Tasks handed over by one thread run in the order they were handed over. A task must not block.
 * A task that throws is logged and the loop goes on. After the loop has closed, tasks are dropped.
 */
public interface EventLoop extends Executor {
  /** Whether the caller is this loop's own thread. */
  boolean inEventLoop();

  /** Runs {@code task} on this loop after {@code delayMs} milliseconds; any thread. */
  Timeout schedule(long delayMs, Runnable task);

  /** Runs {@code task} at once when called on the loop, and hands it over otherwise. */
  default void run(Runnable task) {
    if (inEventLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /** A task that is still to run. */
  interface Timeout {
    /** Prevents the task from running if it has not begun; any thread, any number of times. */
    void cancel();
  }
}
