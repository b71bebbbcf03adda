package io.jackdaw.consensus.raft;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** Brings entries to the leader's log. Pessimistic: may lose, double, delay and reorder them. */
interface Carrier {
  /** Whether there is a leader to send to. */
  boolean hasLeader();

  /**
   * Sends one entry; completes when it is on its way, or exceptionally when it is known not to be.
   * The caller is never blocked.
   */
  CompletionStage<Void> carry(ByteBuffer entry);
}
