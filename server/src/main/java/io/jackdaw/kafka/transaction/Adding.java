package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.coordinator.Decision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Decides AddPartitionsToTxn, and answers whether partitions are in a transaction. */
final class Adding {
  private final TransactionTable table;

  Adding(TransactionTable table) {
    this.table = table;
  }

  /**
   * Partitions that are in the transaction already need no record, but the earlier one's commit.
   */
  Decision<TransactionRecord> decide(
      AddRequest request, CompletableFuture<Errors> reply, long nowMs) {
    Transaction known = table.find(request.transactionalId());
    // Before all else: a new id or epoch may come with the end that is on its way.
    Errors refusal =
        known != null && known.phase().isEnding()
            ? Errors.CONCURRENT_TRANSACTIONS
            : check(known, request.producer());
    if (known == null || refusal != Errors.NONE) {
      reply.complete(refusal);
      return Decision.none();
    }
    if (known.phase() == TransactionPhase.ONGOING
        && known.partitions().containsAll(request.partitions())) {
      return Decision.confirm(reply, Errors.NONE, error -> error);
    }
    Transaction next = known.with(request.partitions(), request.version(), nowMs);
    return Decision.reply(
        List.of(new TransactionRecord.Stored(request.transactionalId(), next)),
        reply,
        Errors.NONE,
        error -> error);
  }

  /** By partition: NONE, TRANSACTION_ABORTABLE, or what is wrong with the whole request. */
  Map<TopicPartition, Errors> verify(AddRequest request) {
    Transaction known = table.find(request.transactionalId());
    Errors refusal = check(known, request.producer());
    Map<TopicPartition, Errors> answers = new HashMap<>();
    for (TopicPartition partition : request.partitions()) {
      if (known == null || refusal != Errors.NONE) {
        answers.put(partition, refusal);
      } else {
        boolean member = known.partitions().contains(partition);
        answers.put(partition, member ? Errors.NONE : Errors.TRANSACTION_ABORTABLE);
      }
    }
    return answers;
  }

  private static Errors check(@Nullable Transaction known, ProducerIdAndEpoch producer) {
    if (known == null || known.producerId() != producer.producerId()) {
      return Errors.INVALID_PRODUCER_ID_MAPPING;
    }
    if (known.epoch() != producer.epoch()) {
      return Errors.PRODUCER_FENCED;
    }
    return known.phase().isEnding() ? Errors.CONCURRENT_TRANSACTIONS : Errors.NONE;
  }
}
