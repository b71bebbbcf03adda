package io.jackdaw.consensus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deterministic state, driven by one log: the same commands in the same order give the same state
 * on every replica and after every restart.
 *
 * <p>All methods are called on the log's one apply thread.
 */
public interface StateMachine {
  /**
   * Applies one command. An exception here is a bug and stops the node.
   *
   * @param index position in the log, rising by one from command to command
   * @param term the leader's term, or the incarnation of a log of one; never falls
   * @param command read-only, valid during the call only
   * @param proposal the object given to {@link ReplicatedLog#propose} when it was proposed by this
   *     process since it started, otherwise null
   */
  void apply(long index, long term, ByteBuffer command, @Nullable Proposal proposal);

  /**
   * A batch of commands has been applied and no more is at hand: flush what was gathered. Called
   * between any two batches, so replies may be held back until here.
   */
  default void batchApplied() {}

  /**
   * Fixes the state as it is between two commands. Returns quickly; the snapshot is written by
   * another thread while further commands are applied.
   */
  Snapshot snapshot();

  /** Replaces the state by one that {@link Snapshot#writeTo} wrote. */
  void restore(InputStream in) throws IOException;

  /** A state that no longer changes; closed once, written or not. */
  interface Snapshot extends AutoCloseable {
    /** Writes the state; one thread, not the apply thread. */
    void writeTo(OutputStream out) throws IOException;

    /** The state itself, for who knows what it is and writes it in a form of its own. */
    default <T> Optional<T> as(Class<T> type) {
      return Optional.empty();
    }

    @Override
    void close();
  }
}
