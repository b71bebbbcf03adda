package io.jackdaw.consensus;

/** What a log still holds, to be read again beside the server that uses it. */
public interface CommandHistory {
  /**
   * Brings a new {@code machine} from the oldest state that is left to the one after the command
   * {@code toIndex}. One thread; blocks.
   *
   * @param toIndex applied already by the log
   * @return the index after which the commands were replayed
   * @throws io.jackdaw.disk.StorageException if a file is damaged, or was purged meanwhile
   */
  long replay(StateMachine machine, long toIndex);
}
