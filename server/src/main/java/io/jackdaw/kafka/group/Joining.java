package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * Decides JoinGroup: who is let in, who must come back with an id, who takes whose place, and
 * whether that needs a rebalance. Source: KIP-62, 345 (static members), 394 (id first), 814.
 */
final class Joining {
  private final GroupConfig config;
  private final GroupTable groups;
  private final Rebalance rebalance;
  private final StaticRejoin staticRejoin;
  private final MemberIds memberIds;

  Joining(GroupConfig config, GroupTable groups, Rebalance rebalance, MemberIds memberIds) {
    this.config = config;
    this.groups = groups;
    this.rebalance = rebalance;
    this.staticRejoin = new StaticRejoin(rebalance);
    this.memberIds = memberIds;
  }

  Decision<GroupRecord> decide(
      JoinRequest request, CompletableFuture<JoinGroupResponseData> reply, long nowMs) {
    String memberId = request.memberId();
    boolean isNew = memberId.isEmpty();
    ClassicGroup known = groups.find(request.group());
    if (known == null && !isNew) {
      return refuse(reply, memberId, Errors.UNKNOWN_MEMBER_ID);
    }
    ClassicGroup group = known == null ? new ClassicGroup(request.group(), nowMs) : known;
    if (!hasRoomFor(group, request)) {
      group.remove(memberId);
      return refuse(reply, "", Errors.GROUP_MAX_SIZE_REACHED);
    }
    // A group is there from the first request to join it, also when that is refused.
    groups.put(group);
    if (!group.supports(request.protocolType(), request.protocols())) {
      return refuse(reply, memberId, Errors.INCONSISTENT_GROUP_PROTOCOL);
    }
    if (isNew) {
      return admit(group, request, reply, nowMs);
    }
    if (group.isPendingJoin(memberId) && request.instanceId() == null) {
      return add(group, request, memberId, reply, nowMs);
    }
    return rejoin(group, request, reply, nowMs);
  }

  private boolean hasRoomFor(ClassicGroup group, JoinRequest request) {
    Member member = group.member(request.memberId());
    boolean replaces =
        request.memberId().isEmpty() && group.staticMember(request.instanceId()) != null;
    return switch (group.phase()) {
      case EMPTY, DEAD -> true;
      case PREPARING_REBALANCE ->
          (member != null && member.isAwaitingJoin()) || group.awaitingJoin() < config.maxSize();
      case COMPLETING_REBALANCE, STABLE ->
          member != null || replaces || group.size() < config.maxSize();
    };
  }

  private Decision<GroupRecord> admit(
      ClassicGroup group,
      JoinRequest request,
      CompletableFuture<JoinGroupResponseData> reply,
      long nowMs) {
    String instanceId = request.instanceId();
    String prefix = instanceId == null ? request.clientId() : instanceId;
    String newId = prefix + "-" + memberIds.suffix();
    if (instanceId == null && request.wantsIdFirst()) {
      group.addPendingJoin(newId);
      rebalance.expectWithin(group, newId, request.sessionTimeoutMs());
      return refuse(reply, newId, Errors.MEMBER_ID_REQUIRED);
    }
    String replaced = group.staticMember(instanceId);
    Member old = replaced == null ? null : group.member(replaced);
    return old == null
        ? add(group, request, newId, reply, nowMs)
        : staticRejoin.decide(group, request, old, newId, reply, nowMs);
  }

  private Decision<GroupRecord> add(
      ClassicGroup group,
      JoinRequest request,
      String memberId,
      CompletableFuture<JoinGroupResponseData> reply,
      long nowMs) {
    Member member =
        new Member(
            memberId,
            request.instanceId(),
            request.clientId(),
            request.clientHost(),
            request.rebalanceTimeoutMs(),
            request.sessionTimeoutMs(),
            request.protocols());
    member.beginFirstJoin();
    member.awaitJoin(reply);
    if (group.is(GroupPhase.PREPARING_REBALANCE) && group.previousPhase() == GroupPhase.EMPTY) {
      group.newMemberAdded(true);
    }
    group.add(member, request.protocolType());
    rebalance.keepNewMember(group, member);
    return rebalance.startOrComplete(
        group, "member " + memberId + " joins: " + request.reason(), nowMs);
  }

  private Decision<GroupRecord> rejoin(
      ClassicGroup group,
      JoinRequest request,
      CompletableFuture<JoinGroupResponseData> reply,
      long nowMs) {
    Errors error = group.check(request.memberId(), request.instanceId());
    Member member = group.member(request.memberId());
    if (error != Errors.NONE || member == null) {
      return refuse(reply, request.memberId(), error);
    }
    boolean changed = !member.protocols().equals(request.protocols());
    boolean newGeneration =
        switch (group.phase()) {
          case PREPARING_REBALANCE -> true;
          case COMPLETING_REBALANCE -> changed;
          // A leader asks for a rebalance by joining: the topics it assigns may have changed.
          case STABLE -> changed || group.isLeader(member.id());
          case EMPTY, DEAD -> false;
        };
    if (newGeneration) {
      member.update(request.rebalanceTimeoutMs(), request.sessionTimeoutMs(), request.protocols());
      member.awaitJoin(reply);
      return rebalance.startOrComplete(
          group, "member " + member.id() + " rejoins: " + request.reason(), nowMs);
    }
    reply.complete(
        group.is(GroupPhase.EMPTY)
            ? JoinReplies.refused(member.id(), Errors.UNKNOWN_MEMBER_ID)
            : JoinReplies.generation(group, member.id()));
    return Decision.none();
  }

  private static Decision<GroupRecord> refuse(
      CompletableFuture<JoinGroupResponseData> reply, String memberId, Errors error) {
    reply.complete(JoinReplies.refused(memberId, error));
    return Decision.none();
  }
}
