package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.StateMachine;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A state that somebody else writes, and gives back when it is written. */
final class LentSnapshot implements StateMachine.Snapshot {
  private final StateMachine.Snapshot state;
  private final Runnable givenBack;
  private final AtomicBoolean closed = new AtomicBoolean();

  LentSnapshot(StateMachine.Snapshot state, Runnable givenBack) {
    this.state = state;
    this.givenBack = givenBack;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    state.writeTo(out);
  }

  @Override
  public <T> Optional<T> as(Class<T> type) {
    return state.as(type);
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      state.close();
      givenBack.run();
    }
  }
}
