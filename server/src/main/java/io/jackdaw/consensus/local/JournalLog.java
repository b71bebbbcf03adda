package io.jackdaw.consensus.local;

import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.time.Clock;
import java.util.function.Consumer;

/** The replicated log of one machine: a local journal. */
public final class JournalLog implements ReplicatedLog {
  public JournalLog(JournalConfig config, Disk disk, Clock clock) {
    this(config, disk, clock, failure -> {});
  }

  /**
   * @param onFailure told once when the log stops for good (failed disk, or a bug in the state
   *     machine); on the journal thread, must not block
   */
  public JournalLog(JournalConfig config, Disk disk, Clock clock, Consumer<Throwable> onFailure) {}

  @Override
  public void start(StateMachine machine) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void propose(Proposal proposal) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long snapshot() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
