package io.jackdaw.log;

/**
 * An idempotent producer as the log remembers it.
 *
 * @param lastSequence of its last record, or -1
 * @param lastTimestampMs of its last batch
 * @param coordinatorEpoch of its last transaction marker, or -1
 * @param openTransactionOffset first offset of its open transaction, or -1
 */
public record ProducerState(
    long producerId,
    short producerEpoch,
    int lastSequence,
    long lastTimestampMs,
    int coordinatorEpoch,
    long openTransactionOffset) {}
