package io.jackdaw.compat.torture;

/**
 * A write under a lock that was accepted: in one step with the proof that the lock is still there.
 *
 * @param token czxid of the lock's znode, by which later holders have higher ones
 * @param zxid of the write
 * @param heldSinceNs when the client learned that it has the lock
 */
record GuardedWrite(
    String client, long token, long zxid, long heldSinceNs, long invokedNs, long returnedNs)
    implements Entry {}
