package io.jackdaw.compat.torture;

/**
 * The committed offset as somebody was told it.
 *
 * @param offset -1 when there was none
 */
record OffsetRead(String client, int partition, long offset, long invokedNs, long returnedNs)
    implements Entry {}
