package io.jackdaw.zookeeper.session;

/**
 * A session that exists, as it is replicated.
 *
 * @param timeoutMs silence after which it expires
 * @param serverId of the server whose connection it lives on, from which alone its requests are
 *     obeyed; 0 for a session whose server is not known, and which has to be moved before it is
 *     used
 */
public record OpenSession(int timeoutMs, int serverId) {}
