package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.coordinator.Decision;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Decides InitProducerId: the producer that asks gets an epoch that nobody has, which fences
 * whoever had the transactional id before. An open transaction is aborted first, and the producer
 * told to come again. Source: KIP-98, KIP-360, KIP-890.
 */
final class Initializing {
  private final TransactionTable table;
  private final Ending ending;

  Initializing(TransactionTable table, Ending ending) {
    this.table = table;
    this.ending = ending;
  }

  /**
   * @param freshId a producer id nobody has had; −1 if none was taken out yet
   */
  Decision<TransactionRecord> decide(
      InitRequest request, long freshId, CompletableFuture<ProducerAnswer> reply, long nowMs) {
    String id = request.transactionalId();
    Transaction known = table.find(id);
    if (known == null) {
      if (freshId == Transaction.NO_PRODUCER) {
        reply.complete(ProducerAnswer.WANTS_PRODUCER_ID);
        return Decision.none();
      }
      return store(
          id,
          Transaction.unknown(freshId, request.timeoutMs(), nowMs)
              .initialized((short) 0, Transaction.NO_EPOCH, request.timeoutMs(), nowMs),
          reply);
    }
    if (known.phase().isEnding()) {
      return refuse(reply, Errors.CONCURRENT_TRANSACTIONS);
    }
    if (!mayInitialize(known, request.expected())) {
      return refuse(reply, Errors.PRODUCER_FENCED);
    }
    return switch (known.phase()) {
      case ONGOING -> fence(id, known, freshId, reply, nowMs);
      case EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT -> next(request, known, freshId, reply, nowMs);
      case PREPARE_COMMIT, PREPARE_ABORT, DEAD, PREPARE_EPOCH_FENCE ->
          throw new IllegalStateException(id + " cannot be in phase " + known.phase());
    };
  }

  private static boolean mayInitialize(Transaction known, @Nullable ProducerIdAndEpoch expected) {
    return expected == null
        || expected.producerId() == known.producerId()
        || (expected.producerId() == known.previousProducerId() && expected.isExhausted());
  }

  private Decision<TransactionRecord> next(
      InitRequest request,
      Transaction known,
      long freshId,
      CompletableFuture<ProducerAnswer> reply,
      long nowMs) {
    ProducerIdAndEpoch expected = request.expected();
    boolean current = expected != null && expected.epoch() == known.epoch();
    if (known.isExhausted() && (expected == null || current)) {
      if (freshId == Transaction.NO_PRODUCER) {
        reply.complete(ProducerAnswer.WANTS_PRODUCER_ID);
        return Decision.none();
      }
      short last = expected == null ? Transaction.NO_EPOCH : known.epoch();
      return store(
          request.transactionalId(),
          known.rotated(freshId, last, request.timeoutMs(), nowMs),
          reply);
    }
    if (expected == null || current) {
      short last = expected == null ? Transaction.NO_EPOCH : known.epoch();
      return store(
          request.transactionalId(),
          known.initialized((short) (known.epoch() + 1), last, request.timeoutMs(), nowMs),
          reply);
    }
    if (expected.epoch() == known.lastEpoch()) {
      return store(
          request.transactionalId(),
          known.initialized(known.epoch(), known.lastEpoch(), request.timeoutMs(), nowMs),
          reply);
    }
    return refuse(reply, Errors.PRODUCER_FENCED);
  }

  private Decision<TransactionRecord> fence(
      String id,
      Transaction known,
      long freshId,
      CompletableFuture<ProducerAnswer> reply,
      long nowMs) {
    if (known.isExhausted() && freshId == Transaction.NO_PRODUCER) {
      reply.complete(ProducerAnswer.WANTS_PRODUCER_ID);
      return Decision.none();
    }
    return ending.fence(
        id,
        known,
        freshId,
        error ->
            reply.complete(
                ProducerAnswer.refused(
                    error == Errors.NONE ? Errors.CONCURRENT_TRANSACTIONS : error)),
        nowMs);
  }

  private static Decision<TransactionRecord> store(
      String id, Transaction next, CompletableFuture<ProducerAnswer> reply) {
    return Decision.reply(
        List.of(new TransactionRecord.Stored(id, next)),
        reply,
        ProducerAnswer.of(next),
        ProducerAnswer::refused);
  }

  private static Decision<TransactionRecord> refuse(
      CompletableFuture<ProducerAnswer> reply, Errors error) {
    reply.complete(ProducerAnswer.refused(error));
    return Decision.none();
  }
}
