package io.jackdaw.compat.torture;

/** A commit of a group that never means to go back; {@code NEVER} returned if unacknowledged. */
record OffsetCommitted(String client, int partition, long offset, long invokedNs, long returnedNs)
    implements Entry {}
