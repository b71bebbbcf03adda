package io.jackdaw.kafka.partition;

/**
 * How much a fetch returns, and when.
 *
 * @param maxWaitMs how long to wait for {@code minBytes}
 * @param maxBytes of all partitions; one batch may exceed it
 * @param committedOnly stop at the last stable offset
 */
public record FetchLimits(int maxWaitMs, int minBytes, int maxBytes, boolean committedOnly) {}
