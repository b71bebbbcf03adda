package io.jackdaw.log;

/**
 * A transaction whose records a reader of committed transactions must skip.
 *
 * @param firstOffset of its first record in this log
 * @param lastOffset of its marker
 * @param lastStableOffset of the log just after the marker was appended
 */
public record AbortedTransaction(
    long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
