package io.jackdaw.consensus;

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

  /** Stops taking proposals, finishes those in hand, and closes the files. */
  @Override
  void close();
}
