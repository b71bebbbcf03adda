package io.jackdaw.kafka.transaction;

/** A record of {@code __transaction_state}. */
sealed interface TransactionRecord {
  String transactionalId();

  record Stored(String transactionalId, Transaction transaction) implements TransactionRecord {}

  record Tombstone(String transactionalId) implements TransactionRecord {}
}
