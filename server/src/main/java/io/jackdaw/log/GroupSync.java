package io.jackdaw.log;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One fsync of a log for all appends that wait for one: what is appended while an fsync runs shares
 * the next.
 *
 * <pre>
 *   idle ──request──▶ running ──request──▶ running, and once more
 *     ▲                 │ ▲                    │
 *     └──── done ───────┘ └─────── done ───────┘
 * </pre>
 *
 * <p>Any thread may ask; at most one runs.
 */
final class GroupSync {
  private final Executor threads;
  private final Runnable sync;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  private enum State {
    IDLE,
    RUNNING,
    ONCE_MORE
  }

  /**
   * @param sync forces what was appended before it began; must not throw
   */
  GroupSync(Executor threads, Runnable sync) {
    this.threads = threads;
    this.sync = sync;
  }

  /** Has everything appended so far forced soon. */
  void request() {
    State before = state.getAndUpdate(it -> it == State.IDLE ? State.RUNNING : State.ONCE_MORE);
    if (before == State.IDLE) {
      threads.execute(this::run);
    }
  }

  private void run() {
    sync.run();
    if (!state.compareAndSet(State.RUNNING, State.IDLE)) {
      state.set(State.RUNNING);
      threads.execute(this::run);
    }
  }
}
