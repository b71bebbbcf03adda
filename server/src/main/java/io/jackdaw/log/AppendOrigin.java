package io.jackdaw.log;

/** Who hands over record batches, which decides what is checked and who assigns offsets. */
public enum AppendOrigin {
  /** A producer: everything is checked; offsets are assigned here. */
  CLIENT,
  /**
   * A coordinator of this broker (groups, transactions): control batches are welcome and several
   * batches may come at once; offsets are assigned here.
   */
  COORDINATOR,
  /** The leader of this partition: batches are taken as they are, with their offsets and epochs. */
  REPLICATION
}
