package io.jackdaw.log;

/**
 * A record found by its time.
 *
 * @param leaderEpoch of the leader that appended it, or -1 if that is not known
 */
public record OffsetAtTime(long offset, long timestampMs, int leaderEpoch) {}
