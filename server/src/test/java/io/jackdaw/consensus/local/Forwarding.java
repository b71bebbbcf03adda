package io.jackdaw.consensus.local;

import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.StateMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A state machine that hands everything to another, for tests that change one thing of it. */
class Forwarding implements StateMachine {
  private final StateMachine inner;

  Forwarding(StateMachine inner) {
    this.inner = inner;
  }

  @Override
  public void apply(long index, long term, ByteBuffer command, @Nullable Proposal proposal) {
    inner.apply(index, term, command, proposal);
  }

  @Override
  public void batchApplied() {
    inner.batchApplied();
  }

  @Override
  public Snapshot snapshot() {
    return inner.snapshot();
  }

  @Override
  public void restore(InputStream in) throws IOException {
    inner.restore(in);
  }
}
