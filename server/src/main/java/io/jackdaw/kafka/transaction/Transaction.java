package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import java.util.HashSet;
import java.util.Set;

/**
 * What is known of a transactional id. Immutable; the methods are the transitions of {@link
 * TransactionPhase}, and check nothing: the decisions do.
 *
 * @param previousProducerId the one before the last transition
 * @param nextProducerId takes the place of a producer id whose epochs are used up when the
 *     transaction has ended; −1 if there is none
 * @param lastEpoch the epoch that a retry of the last InitProducerId or EndTxn would bear; −1 if
 *     there is none. Not stored
 * @param startMs when the first partition came in; −1 before that
 * @param version the transaction version (KIP-890) its client speaks: 2 bumps the epoch at each end
 */
record Transaction(
    long producerId,
    long previousProducerId,
    long nextProducerId,
    short epoch,
    short lastEpoch,
    int timeoutMs,
    TransactionPhase phase,
    Set<TopicPartition> partitions,
    long startMs,
    long lastUpdateMs,
    short version) {
  static final long NO_PRODUCER = -1;
  static final short NO_EPOCH = -1;
  static final short EPOCH_BUMPED = 2;

  Transaction {
    partitions = Set.copyOf(partitions);
  }

  /** Before its first InitProducerId is stored. */
  static Transaction unknown(long producerId, int timeoutMs, long nowMs) {
    return new Transaction(
        producerId,
        NO_PRODUCER,
        NO_PRODUCER,
        NO_EPOCH,
        NO_EPOCH,
        timeoutMs,
        TransactionPhase.EMPTY,
        Set.of(),
        -1,
        nowMs,
        (short) 0);
  }

  boolean epochBumped() {
    return version >= EPOCH_BUMPED;
  }

  boolean isExhausted() {
    return new ProducerIdAndEpoch(producerId, epoch).isExhausted();
  }

  /** InitProducerId. */
  Transaction initialized(short newEpoch, short newLastEpoch, int newTimeoutMs, long nowMs) {
    return initialized(producerId, newEpoch, newLastEpoch, newTimeoutMs, nowMs);
  }

  /** InitProducerId after the last epoch of a producer id. */
  Transaction rotated(long newProducerId, short newLastEpoch, int newTimeoutMs, long nowMs) {
    return initialized(newProducerId, (short) 0, newLastEpoch, newTimeoutMs, nowMs);
  }

  private Transaction initialized(
      long newProducerId, short newEpoch, short newLastEpoch, int newTimeoutMs, long nowMs) {
    return new Transaction(
        newProducerId,
        producerId,
        NO_PRODUCER,
        newEpoch,
        newLastEpoch,
        newTimeoutMs,
        TransactionPhase.EMPTY,
        Set.of(),
        -1,
        nowMs,
        version);
  }

  /** AddPartitionsToTxn. */
  Transaction with(Set<TopicPartition> added, short clientVersion, long nowMs) {
    Set<TopicPartition> all = new HashSet<>(partitions);
    all.addAll(added);
    return new Transaction(
        producerId,
        producerId,
        NO_PRODUCER,
        epoch,
        lastEpoch,
        timeoutMs,
        TransactionPhase.ONGOING,
        all,
        phase.isIdle() ? nowMs : startMs,
        nowMs,
        clientVersion);
  }

  /**
   * EndTxn, time-out or fence.
   *
   * @param newProducerId for an exhausted producer that bumps its epoch; −1 otherwise
   */
  Transaction ending(boolean commit, short clientVersion, long newProducerId, long nowMs) {
    boolean bump = clientVersion >= EPOCH_BUMPED;
    return new Transaction(
        producerId,
        producerId,
        newProducerId,
        bump && epoch < Short.MAX_VALUE ? (short) (epoch + 1) : epoch,
        bump ? epoch : lastEpoch,
        timeoutMs,
        commit ? TransactionPhase.PREPARE_COMMIT : TransactionPhase.PREPARE_ABORT,
        partitions,
        phase.isIdle() ? nowMs : startMs,
        nowMs,
        clientVersion);
  }

  /** All markers are written. */
  Transaction completed(long nowMs) {
    boolean rotates = epochBumped() && nextProducerId != NO_PRODUCER;
    return new Transaction(
        rotates ? nextProducerId : producerId,
        producerId,
        NO_PRODUCER,
        rotates ? 0 : epoch,
        lastEpoch,
        timeoutMs,
        phase == TransactionPhase.PREPARE_COMMIT
            ? TransactionPhase.COMPLETE_COMMIT
            : TransactionPhase.COMPLETE_ABORT,
        Set.of(),
        startMs,
        nowMs,
        version);
  }
}
