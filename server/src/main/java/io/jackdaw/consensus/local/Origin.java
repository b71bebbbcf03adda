package io.jackdaw.consensus.local;

import io.jackdaw.consensus.StateMachine;
import org.jspecify.annotations.Nullable;

/** Where the state before a journal's first command comes from. */
@FunctionalInterface
public interface Origin {
  /**
   * Asked once, before a log without any file begins its journal; the answer becomes its snapshot
   * of index 0.
   *
   * @return null to begin with nothing
   * @throws io.jackdaw.disk.StorageException if there is something that cannot be read; the log
   *     does not start then
   */
  StateMachine.@Nullable Snapshot state();
}
