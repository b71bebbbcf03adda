package io.jackdaw.compat.torture;

/**
 * The creation of a sequential znode.
 *
 * @param number the suffix that the server gave; -1 when the outcome is unknown
 */
record SequentialCreate(String client, String parent, int number, long invokedNs, long returnedNs)
    implements Entry {}
