package io.jackdaw.zookeeper.session;

import java.util.ArrayList;
import java.util.List;

/**
 * A point in a session's order of requests that later ones wait for: a write until it is applied,
 * or a sync until it has caught up.
 *
 * <p>What waits runs on the thread that passes the turn, in the order it was added. Any thread.
 */
public final class Turn {
  private List<Runnable> waiting = List.of();
  private boolean passed;

  /**
   * Adds something to run when the turn passes.
   *
   * @return false if it has passed already: nothing was added, and the caller may run it itself
   */
  public synchronized boolean await(Runnable task) {
    if (passed) {
      return false;
    }
    if (waiting.isEmpty()) {
      waiting = new ArrayList<>(4);
    }
    waiting.add(task);
    return true;
  }

  /** Runs {@code task} when the turn has passed: at once, if it has. */
  public void afterwards(Runnable task) {
    if (!await(task)) {
      task.run();
    }
  }

  /** Lets everything go that waits; once. */
  public void pass() {
    List<Runnable> released;
    synchronized (this) {
      passed = true;
      released = waiting;
      waiting = List.of();
    }
    released.forEach(Runnable::run);
  }
}
