package io.jackdaw.kafka.transaction;

import org.apache.kafka.common.protocol.Errors;

/**
 * The answer to InitProducerId and EndTxn.
 *
 * @param producerId −1 with an error
 * @param epoch −1 with an error
 */
public record ProducerAnswer(Errors error, long producerId, short epoch) {
  /** Not for clients: ask again with a new producer id, since one is needed. */
  static final ProducerAnswer WANTS_PRODUCER_ID =
      new ProducerAnswer(Errors.NONE, Transaction.NO_PRODUCER, Transaction.NO_EPOCH);

  static ProducerAnswer refused(Errors error) {
    return new ProducerAnswer(error, Transaction.NO_PRODUCER, Transaction.NO_EPOCH);
  }

  static ProducerAnswer of(Transaction transaction) {
    return new ProducerAnswer(Errors.NONE, transaction.producerId(), transaction.epoch());
  }
}
