package io.jackdaw.consensus;

import io.jackdaw.disk.StorageException;

/**
 * A durable, totally ordered log of commands that drives one {@link StateMachine}.
 *
 * <p>Commands proposed by one thread are applied in the order of their proposal. A command is
 * applied only after it is durable (on a quorum, where there is one). Everything applied is applied
 * again, in the same order, after a restart, except what a snapshot already covers.
 */
public interface ReplicatedLog extends AutoCloseable {
  /**
   * Restores the newest snapshot, applies what was logged after it, and then accepts proposals.
   * Blocks until the state machine is up to date; called once.
   *
   * @throws io.jackdaw.disk.StorageException when a file is damaged anywhere but at its torn end;
   *     the message names file, position and remedy
   */
  void start(StateMachine machine);

  /**
   * Hands a command over; any thread, never blocks. Its outcome is either one {@link
   * StateMachine#apply} with this very object, or one {@link Proposal#refused}.
   */
  void propose(Proposal proposal);

  /**
   * Asks for a snapshot now and waits until it is durable.
   *
   * @return the index that the snapshot covers
   */
  long snapshot();

  /**
   * Fixes the state as it is now, for somebody who writes it elsewhere: the caller's until it is
   * closed, and no other is fixed meanwhile, so soon. Waits until the state machine has a moment.
   *
   * @throws StorageException if the log is closed, or one of several replicas
   */
  default StateMachine.Snapshot fix() {
    throw new StorageException("This log does not fix its state for others");
  }

  /**
   * Replaces the state by {@code content}, which {@link StateMachine#restore} gets: durable, and
   * applied before anything that is proposed after the call, when this returns.
   *
   * @param content not closed here
   * @throws StorageException if it cannot be written; nothing has changed then
   */
  default void install(StateMachine.Snapshot content) {
    throw new StorageException("The state of this log cannot be replaced from outside");
  }

  /** What this log measures of itself; any thread, also before {@link #start}. */
  LogMetrics metrics();

  /** Stops taking proposals, finishes those in hand, and closes the files. */
  @Override
  void close();
}
