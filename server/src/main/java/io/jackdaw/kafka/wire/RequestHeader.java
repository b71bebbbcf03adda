package io.jackdaw.kafka.wire;

/**
 * What stands before the body of every request. Source: RequestHeader.json.
 *
 * @param clientId empty when the client does not say
 */
record RequestHeader(short apiKey, short apiVersion, int correlationId, String clientId) {}
