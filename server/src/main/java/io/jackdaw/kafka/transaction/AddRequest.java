package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import java.util.Set;

/**
 * AddPartitionsToTxn for one transaction.
 *
 * @param version the transaction version (KIP-890) of the client
 */
public record AddRequest(
    String transactionalId,
    ProducerIdAndEpoch producer,
    Set<TopicPartition> partitions,
    short version) {
  public AddRequest {
    partitions = Set.copyOf(partitions);
  }
}
