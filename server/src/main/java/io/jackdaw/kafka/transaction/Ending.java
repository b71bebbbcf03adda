package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.transaction.TransactionRecord.Stored;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;

/**
 * Decides how transactions end: by EndTxn, by a new producer that fences the old one, by time-out;
 * and that they have ended, once all markers are written.
 *
 * <p>Since transaction version 2 each end bumps the producer's epoch, so that a retry is told from
 * the next end by its epoch: the retry bears the one before. Source: KIP-98, KIP-890.
 */
final class Ending {
  private final TransactionTable table;
  private final MarkersInFlight markers;

  Ending(TransactionTable table, MarkersInFlight markers) {
    this.table = table;
    this.markers = markers;
  }

  /**
   * EndTxn. The answer leaves when the decision is committed; markers follow.
   *
   * @param freshId a producer id nobody has had; −1 if none was taken out yet
   */
  Decision<TransactionRecord> decide(
      EndRequest request, long freshId, CompletableFuture<ProducerAnswer> reply, long nowMs) {
    Transaction known = table.find(request.transactionalId());
    if (known == null) {
      return refuse(reply, Errors.INVALID_PRODUCER_ID_MAPPING);
    }
    boolean bumps = request.version() >= Transaction.EPOCH_BUMPED;
    boolean retry = bumps && isRetry(known, request.producer());
    Errors refusal = check(known, request, bumps, retry);
    if (refusal != Errors.NONE) {
      return refuse(reply, refusal);
    }
    if (retry || (!bumps && known.phase() != TransactionPhase.ONGOING)) {
      return Decision.confirm(reply, ProducerAnswer.of(known), ProducerAnswer::refused);
    }
    if (bumps && known.isExhausted() && freshId == Transaction.NO_PRODUCER) {
      reply.complete(ProducerAnswer.WANTS_PRODUCER_ID);
      return Decision.none();
    }
    long next = bumps && known.isExhausted() ? freshId : Transaction.NO_PRODUCER;
    Transaction ending = known.ending(request.commit(), request.version(), next, nowMs);
    return end(
        request.transactionalId(),
        ending,
        error ->
            reply.complete(
                error == Errors.NONE
                    ? ProducerAnswer.of(ending.completed(nowMs))
                    : ProducerAnswer.refused(error)));
  }

  private static boolean isRetry(Transaction known, ProducerIdAndEpoch producer) {
    boolean bumped = known.epochBumped() && known.epoch() == producer.epoch() + 1;
    boolean rotated =
        known.epochBumped()
            && known.previousProducerId() == producer.producerId()
            && producer.epoch() == ProducerIdAndEpoch.LAST_EPOCH
            && known.epoch() == 0;
    return rotated || (bumped && known.producerId() == producer.producerId());
  }

  /** NONE for what may be done, or has been done already. */
  private static Errors check(Transaction known, EndRequest request, boolean bumps, boolean retry) {
    // Before all else: a new id may come with the end that is on its way.
    if (bumps && known.phase().isEnding()) {
      return Errors.CONCURRENT_TRANSACTIONS;
    }
    ProducerIdAndEpoch producer = request.producer();
    if (known.producerId() != producer.producerId() && !retry) {
      return Errors.INVALID_PRODUCER_ID_MAPPING;
    }
    boolean current = producer.epoch() == known.epoch();
    return switch (known.phase()) {
      case ONGOING -> current ? Errors.NONE : Errors.PRODUCER_FENCED;
      case EMPTY -> {
        if (!current) {
          yield Errors.PRODUCER_FENCED;
        }
        yield bumps && !request.commit() ? Errors.NONE : Errors.INVALID_TXN_STATE;
      }
      case COMPLETE_COMMIT, COMPLETE_ABORT -> {
        if (!current && !retry) {
          yield Errors.PRODUCER_FENCED;
        }
        boolean same = request.commit() == (known.phase() == TransactionPhase.COMPLETE_COMMIT);
        boolean done = same && (retry || !bumps);
        boolean abortsNothing = bumps && !retry && !request.commit();
        yield done || abortsNothing ? Errors.NONE : Errors.INVALID_TXN_STATE;
      }
      case PREPARE_COMMIT, PREPARE_ABORT ->
          current ? Errors.CONCURRENT_TRANSACTIONS : Errors.PRODUCER_FENCED;
      case DEAD, PREPARE_EPOCH_FENCE ->
          throw new IllegalStateException(
              request.transactionalId() + " cannot be in phase " + known.phase());
    };
  }

  /**
   * Aborts an open transaction of a producer that is to go: the epoch after its own belongs to
   * nobody.
   *
   * @param freshId needed if the transaction's producer has used up its epochs
   */
  Decision<TransactionRecord> fence(
      String id, Transaction open, long freshId, Consumer<Errors> ended, long nowMs) {
    long next = open.isExhausted() ? freshId : Transaction.NO_PRODUCER;
    return end(id, open.ending(false, Transaction.EPOCH_BUMPED, next, nowMs), ended);
  }

  private Decision<TransactionRecord> end(String id, Transaction ending, Consumer<Errors> ended) {
    return new Decision<>(
        List.of(new Stored(id, ending)),
        new Decision.Outcome() {
          @Override
          public void committed() {
            ended.accept(Errors.NONE);
            markers.send(id, ending);
          }

          @Override
          public void refused(Errors error) {
            ended.accept(error);
          }
        });
  }

  /** All markers of {@code ended} are written: what that means for its id, if it still waits. */
  Decision<TransactionRecord> complete(String id, Transaction ended, long nowMs) {
    Transaction known = table.find(id);
    if (known == null || !known.equals(ended)) {
      return Decision.none();
    }
    return new Decision<>(
        List.of(new Stored(id, known.completed(nowMs))),
        new Decision.Outcome() {
          @Override
          public void committed() {}

          @Override
          public void refused(Errors error) {
            markers.completeLater(id, ended);
          }
        });
  }

  private static Decision<TransactionRecord> refuse(
      CompletableFuture<ProducerAnswer> reply, Errors error) {
    reply.complete(ProducerAnswer.refused(error));
    return Decision.none();
  }
}
