package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.TransactionalProducer;
import io.jackdaw.kafka.group.GroupRecord.OffsetCommit;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Decides OffsetCommit: whether this member may commit at this time, and how long it lasts. */
final class OffsetCommits {
  private final GroupConfig config;
  private final GroupTable groups;
  private final Rebalance rebalance;
  private final TopicCatalog topics;

  OffsetCommits(GroupConfig config, GroupTable groups, Rebalance rebalance, TopicCatalog topics) {
    this.topics = topics;
    this.config = config;
    this.groups = groups;
    this.rebalance = rebalance;
  }

  /**
   * @param reply an error for each entry, in their order
   */
  Decision<GroupRecord> decide(
      CommitRequest request, CompletableFuture<List<Errors>> reply, long nowMs) {
    return decide(request, null, reply, nowMs);
  }

  /** TxnOffsetCommit: the same, within a producer's transaction. */
  Decision<GroupRecord> decide(
      CommitRequest request,
      @Nullable TransactionalProducer producer,
      CompletableFuture<List<Errors>> reply,
      long nowMs) {
    ClassicGroup group = groups.find(request.group());
    ConsumerGroup consumer = groups.consumer(request.group());
    boolean transactional = producer != null;
    Errors refusal =
        groups.share(request.group()) != null
            ? unknownGroup(request)
            : consumer != null
                ? check(consumer, request, transactional)
                : transactional ? checkTransactional(group, request) : check(group, request);
    if (refusal != Errors.NONE) {
      reply.complete(all(request, refusal));
      return Decision.none();
    }
    keepCommitterAlive(group, request);
    long expiresMs =
        request.retentionMs() < 0 ? CommittedOffset.NO_EXPIRY : nowMs + request.retentionMs();
    List<GroupRecord> records = new ArrayList<>(request.entries().size());
    List<Errors> answers = new ArrayList<>(request.entries().size());
    for (CommitRequest.Entry entry : request.entries()) {
      String metadata = entry.metadata() == null ? "" : entry.metadata();
      if (metadata.length() > config.offsetMetadataMaxBytes()) {
        answers.add(Errors.OFFSET_METADATA_TOO_LARGE);
        continue;
      }
      answers.add(Errors.NONE);
      records.add(
          new OffsetCommit(
              new OffsetKey(request.group(), entry.topic(), entry.partition()),
              new CommittedOffset(
                  entry.offset(), entry.leaderEpoch(), metadata, nowMs, expiresMs)));
    }
    Function<Errors, List<Errors>> failed =
        error ->
            all(
                request,
                error == Errors.MESSAGE_TOO_LARGE ? Errors.INVALID_COMMIT_OFFSET_SIZE : error);
    return producer == null
        ? Decision.reply(records, reply, answers, failed)
        : Decision.reply(records, producer, reply, answers, failed);
  }

  static List<Errors> all(CommitRequest request, Errors error) {
    return Collections.nCopies(request.entries().size(), error);
  }

  private static Errors check(@Nullable ClassicGroup group, CommitRequest request) {
    if (group == null) {
      if (request.generation() < 0) {
        return Errors.NONE;
      }
      return unknownGroup(request);
    }
    if (request.generation() < 0 && group.is(GroupPhase.EMPTY)) {
      return Errors.NONE;
    }
    if (!speaksAsMember(request)) {
      return group.is(GroupPhase.EMPTY) ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
    }
    Errors member = group.check(request.memberId(), request.instanceId());
    if (member != Errors.NONE) {
      return member;
    }
    if (request.generation() != group.generation()) {
      return Errors.ILLEGAL_GENERATION;
    }
    // It holds this generation's number but not yet its assignment.
    return group.is(GroupPhase.COMPLETING_REBALANCE) ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE;
  }

  private static Errors unknownGroup(CommitRequest request) {
    return request.knowsGroupIdNotFound() ? Errors.GROUP_ID_NOT_FOUND : Errors.ILLEGAL_GENERATION;
  }

  /**
   * A member may commit what it was given at an epoch that it has already left, as long as it still
   * holds it. Source: KIP-848, KIP-1251.
   */
  private Errors check(ConsumerGroup group, CommitRequest request, boolean transactional) {
    if (request.generation() < 0 && group.isEmpty()) {
      return Errors.NONE;
    }
    if (transactional && !speaksAsMember(request)) {
      return Errors.NONE;
    }
    ConsumerMember member = group.member(request.memberId());
    if (member == null) {
      return Errors.UNKNOWN_MEMBER_ID;
    }
    if (!transactional && !member.speaksClassic() && !request.knowsGroupIdNotFound()) {
      return Errors.UNSUPPORTED_VERSION;
    }
    // Producers know of generations only.
    Errors stale =
        transactional || member.speaksClassic()
            ? Errors.ILLEGAL_GENERATION
            : Errors.STALE_MEMBER_EPOCH;
    if (request.generation() == member.epoch()) {
      return Errors.NONE;
    }
    if (request.generation() > member.epoch()) {
      return stale;
    }
    boolean allHeld =
        request.entries().stream()
            .allMatch(entry -> heldSince(member, entry) <= request.generation());
    return allHeld ? Errors.NONE : stale;
  }

  private int heldSince(ConsumerMember member, CommitRequest.Entry entry) {
    TopicCatalog.Facts facts = topics.find(entry.topic());
    if (facts == null) {
      return Integer.MAX_VALUE;
    }
    CurrentAssignment current = member.current();
    Integer since = current.assigned().of(facts.id()).get(entry.partition());
    return since != null
        ? since
        : current.revoking().of(facts.id()).getOrDefault(entry.partition(), Integer.MAX_VALUE);
  }

  private static boolean speaksAsMember(CommitRequest request) {
    return request.generation() >= 0
        || !request.memberId().isEmpty()
        || request.instanceId() != null;
  }

  /** Its producer's epoch guards the commit too, so that a member in doubt is let through. */
  private static Errors checkTransactional(@Nullable ClassicGroup group, CommitRequest request) {
    if (group == null) {
      return request.generation() < 0 ? Errors.NONE : Errors.ILLEGAL_GENERATION;
    }
    if (!speaksAsMember(request) || (request.generation() < 0 && group.is(GroupPhase.EMPTY))) {
      return Errors.NONE;
    }
    Errors member = group.check(request.memberId(), request.instanceId());
    if (member != Errors.NONE) {
      return member;
    }
    return request.generation() == group.generation() ? Errors.NONE : Errors.ILLEGAL_GENERATION;
  }

  private void keepCommitterAlive(@Nullable ClassicGroup group, CommitRequest request) {
    Member member = group == null ? null : group.member(request.memberId());
    if (group != null && member != null) {
      rebalance.keepAlive(group, member);
    }
  }
}
