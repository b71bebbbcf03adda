package io.jackdaw.compat.torture;

/**
 * From {@code returnedNs} on the session is surely over: its close was acknowledged, or its client
 * fell silent and more than its time-out has passed. That a client says so is no proof: Apache's
 * expires a session by itself when it finds no server for 4/3 of the time-out.
 */
record SessionEnd(String client, long session, String how, long invokedNs, long returnedNs)
    implements Entry {}
