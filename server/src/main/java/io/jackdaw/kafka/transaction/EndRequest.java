package io.jackdaw.kafka.transaction;

/**
 * EndTxn.
 *
 * @param version the transaction version (KIP-890) of the client: 2 since EndTxn 5
 */
public record EndRequest(
    String transactionalId, ProducerIdAndEpoch producer, boolean commit, short version) {}
