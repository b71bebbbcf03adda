package io.jackdaw.consensus.ratis;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** Brings entries to the leader's log. Pessimistic: may lose, double, delay and reorder them. */
interface Carrier {
  /** Whether there is a leader to send to. */
  boolean hasLeader();

  /**
   * Sends one entry; completes when it is committed, or exceptionally when that is not known. The
   * caller is never blocked.
   */
  CompletionStage<Void> carry(ByteBuffer entry);
}
