package io.jackdaw.log;

/**
 * A copy of a log that is on its way to another log directory.
 *
 * @param log the copy
 * @param endOffset where the log ends that it is a copy of
 */
public record FutureReplica(PartitionLog log, long endOffset) {
  /** Records that are not copied yet. */
  public long lag() {
    return Math.max(0, endOffset - log.logEndOffset());
  }
}
