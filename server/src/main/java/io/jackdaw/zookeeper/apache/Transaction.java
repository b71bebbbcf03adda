package io.jackdaw.zookeeper.apache;

/**
 * One entry of a transaction log.
 *
 * @param sessionId of the requester
 * @param timeMs of the request, in milliseconds since 1970
 */
public record Transaction(long sessionId, long zxid, long timeMs, Change change) {}
