package io.jackdaw.kafka.api;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.transaction.AddRequest;
import io.jackdaw.kafka.transaction.ProducerIdAndEpoch;
import io.jackdaw.kafka.transaction.TransactionCoordinator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/**
 * Asks the transaction coordinator about partitions before the first record of a transaction is
 * written to them: whether they are part of it, or, for clients of transaction version 2, to take
 * them in. Any thread. Source: KIP-890.
 */
public final class TransactionAdmission {
  private final TransactionCoordinator transactions;

  public TransactionAdmission(TransactionCoordinator transactions) {
    this.transactions = transactions;
  }

  /**
   * How a request's version takes part.
   *
   * @param adds whether writing to a partition takes it into the transaction
   * @param knowsAbortable whether the client knows TRANSACTION_ABORTABLE
   */
  record Terms(boolean adds, boolean knowsAbortable) {
    static Terms ofProduce(short version) {
      return new Terms(version >= 12, version >= 11);
    }

    static Terms ofTxnOffsetCommit(short version) {
      return new Terms(version >= 5, version >= 4);
    }
  }

  /** Completes with an error for each partition that may not be written to. */
  CompletionStage<Map<TopicPartition, Errors>> admit(
      String transactionalId,
      long producerId,
      short epoch,
      Set<TopicPartition> partitions,
      Terms terms) {
    AddRequest request =
        new AddRequest(
            transactionalId,
            new ProducerIdAndEpoch(producerId, epoch),
            partitions,
            (short) (terms.adds() ? 2 : 0));
    if (terms.adds()) {
      return transactions
          .add(request)
          .thenApply(
              error -> {
                Map<TopicPartition, Errors> refused = new HashMap<>();
                if (error != Errors.NONE) {
                  partitions.forEach(partition -> refused.put(partition, known(error, terms)));
                }
                return refused;
              });
    }
    return transactions
        .verify(request)
        .thenApply(
            answers -> {
              Map<TopicPartition, Errors> refused = new HashMap<>();
              answers.forEach(
                  (partition, error) -> {
                    if (error != Errors.NONE) {
                      refused.put(partition, known(error, terms));
                    }
                  });
              return refused;
            });
  }

  private static Errors known(Errors error, Terms terms) {
    return switch (error) {
      case PRODUCER_FENCED -> Errors.INVALID_PRODUCER_EPOCH;
      case TRANSACTION_ABORTABLE -> terms.knowsAbortable() ? error : Errors.INVALID_TXN_STATE;
      default -> error;
    };
  }
}
