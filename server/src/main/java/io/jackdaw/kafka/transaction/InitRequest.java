package io.jackdaw.kafka.transaction;

import org.jspecify.annotations.Nullable;

/**
 * InitProducerId for a transactional id.
 *
 * @param expected what the producer believes to be; null for one that starts
 */
public record InitRequest(
    String transactionalId, int timeoutMs, @Nullable ProducerIdAndEpoch expected) {}
