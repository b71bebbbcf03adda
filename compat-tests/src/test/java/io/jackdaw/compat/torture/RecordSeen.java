package io.jackdaw.compat.torture;

/** A record as a reader got it. */
record RecordSeen(
    String client, int partition, long offset, String value, long invokedNs, long returnedNs)
    implements Entry {}
