package io.jackdaw.log;

/**
 * Where a leader epoch ended in this log.
 *
 * @param leaderEpoch the largest epoch in the log that is not beyond the one asked for, or -1
 * @param endOffset one past its last record, or -1 if the log knows nothing of the epoch
 */
public record EpochEnd(int leaderEpoch, long endOffset) {
  public static final EpochEnd UNKNOWN = new EpochEnd(-1, -1);
}
