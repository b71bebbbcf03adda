package io.jackdaw.kafka.share;

/**
 * A record batch that was read.
 *
 * @param lastOffset inclusive
 * @param dead whether nobody is to see it: it belongs to a transaction that was aborted
 */
record RecordSpan(long lastOffset, boolean dead) {}
