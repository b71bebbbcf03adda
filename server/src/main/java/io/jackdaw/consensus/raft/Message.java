package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.consensus.EnsembleMember;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What one server says to another. The bytes are {@link MessageCodec}'s.
 *
 * <p>Those with a term are Raft's own (§5, §6.4 and §7 of the paper, §4.2.3 and §9.6 of the
 * thesis); the rest is between a server and whom it takes for the leader.
 */
sealed interface Message {
  /**
   * Asks for a vote.
   *
   * @param term in which the sender would lead
   * @param trial asks what the answer would be, and binds nobody
   * @param handedOver the leader itself asked the sender to take over
   */
  record Vote(long term, long lastIndex, long lastTerm, boolean trial, boolean handedOver)
      implements Message {}

  /**
   * @param term of the receiver, or of the trial that is granted
   * @param byNovice counts only where all vote alike
   */
  record VoteReply(long term, boolean trial, boolean granted, boolean byNovice)
      implements Message {}

  /**
   * Entries after {@code previousIndex}; without any, a sign of life.
   *
   * @param round of the leader's, to be answered
   */
  record Append(
      long term,
      long previousIndex,
      long previousTerm,
      long commitIndex,
      long round,
      List<Entry> entries)
      implements Message {}

  /**
   * All up to {@code index} is on this server's disk as it is in the leader's log.
   *
   * @param round the newest that was heard
   */
  record Appended(long term, long index, long round) implements Message {}

  /**
   * There is no entry {@code previousIndex} here, or another one.
   *
   * @param hint an index at which it may be the same
   */
  record NotAppended(long term, long previousIndex, long hint, long round) implements Message {}

  /** A part of a snapshot's file, {@code sizeBytes} long as a whole. */
  record SnapshotPart(
      long term, long index, long indexTerm, long sizeBytes, long offset, ByteBuffer bytes)
      implements Message {}

  /**
   * @param offset of the part that is wanted next; the size of the file when it is restored
   */
  record SnapshotWanted(long term, long index, long offset) implements Message {}

  /** The leader goes, and asks the receiver to lead. */
  record TakeOver(long term) implements Message {}

  /** A batch for the leader's log. */
  record Propose(ByteBuffer batch) implements Message {}

  /** Asks for an index that is not older than anything committed before. */
  record ReadIndex(long id) implements Message {}

  /**
   * @param index −1 if the receiver of the question does not lead
   */
  record ReadIndexReply(long id, long index) implements Message {}

  /** Asks the leader to bring those up to date who would join, if these were the members. */
  record Prepare(long id, List<EnsembleMember> next) implements Message {}

  /** The answer. */
  record Prepared(long id, Readiness readiness) implements Message {}

  /** For who listens to {@link io.jackdaw.consensus.Ensemble.Listener#told}. */
  record Tell(ByteBuffer message) implements Message {}
}
