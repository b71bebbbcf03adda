package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.group.GroupRecord.GroupMetadata;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Decides SyncGroup: the leader's assignment is stored, then handed to all who wait for it. Source:
 * KIP-62, KIP-559 (protocol check).
 */
final class Syncing {
  private final GroupTable groups;
  private final Rebalance rebalance;

  Syncing(GroupTable groups, Rebalance rebalance) {
    this.groups = groups;
    this.rebalance = rebalance;
  }

  Decision<GroupRecord> decide(
      SyncRequest request, CompletableFuture<SyncGroupResponseData> reply, long nowMs) {
    ClassicGroup group = groups.find(request.group());
    Errors error = group == null ? Errors.UNKNOWN_MEMBER_ID : check(group, request);
    Member member = group == null ? null : group.member(request.memberId());
    if (group == null || member == null || error != Errors.NONE) {
      reply.complete(refused(error));
      return Decision.none();
    }
    switch (group.phase()) {
      case PREPARING_REBALANCE -> reply.complete(refused(Errors.REBALANCE_IN_PROGRESS));
      case STABLE -> {
        rebalance.synced(group, member.id());
        reply.complete(assignment(group, member));
      }
      case COMPLETING_REBALANCE -> {
        rebalance.synced(group, member.id());
        member.awaitSync(reply);
        if (group.isLeader(member.id())) {
          return store(group, request, nowMs);
        }
      }
      case EMPTY, DEAD -> reply.complete(refused(Errors.UNKNOWN_MEMBER_ID));
    }
    return Decision.none();
  }

  private static Errors check(ClassicGroup group, SyncRequest request) {
    Errors member = group.check(request.memberId(), request.instanceId());
    if (member != Errors.NONE) {
      return member;
    }
    if (request.generation() != group.generation()) {
      return Errors.ILLEGAL_GENERATION;
    }
    return differ(request.protocolType(), group.protocolType())
            || differ(request.protocol(), group.protocol())
        ? Errors.INCONSISTENT_GROUP_PROTOCOL
        : Errors.NONE;
  }

  private static boolean differ(@Nullable String asked, @Nullable String actual) {
    return asked != null && actual != null && !asked.equals(actual);
  }

  private Decision<GroupRecord> store(ClassicGroup group, SyncRequest request, long nowMs) {
    int generation = group.generation();
    GroupMetadata record =
        new GroupMetadata(group.id(), group.snapshot(member -> given(request, member)));
    return new Decision<>(
        List.of(record),
        new Decision.Outcome() {
          @Override
          public void committed() {
            if (stillCompleting(group, generation)) {
              group.transitionTo(GroupPhase.STABLE, nowMs);
              for (Member member : group.members()) {
                member.assign(given(request, member));
                if (member.answerSync(assignment(group, member))) {
                  rebalance.keepAlive(group, member);
                }
              }
            }
          }

          @Override
          public void refused(Errors error) {
            if (stillCompleting(group, generation)) {
              Errors shown =
                  error == Errors.MESSAGE_TOO_LARGE ? Errors.UNKNOWN_SERVER_ERROR : error;
              rebalance.dropAssignments(group, shown);
              rebalance.start(group, "the assignment could not be stored: " + error, nowMs);
            }
          }
        });
  }

  private boolean stillCompleting(ClassicGroup group, int generation) {
    return groups.find(group.id()) == group
        && group.is(GroupPhase.COMPLETING_REBALANCE)
        && group.generation() == generation;
  }

  private static byte[] given(SyncRequest request, Member member) {
    return request.assignments().getOrDefault(member.id(), Member.NO_ASSIGNMENT);
  }

  private static SyncGroupResponseData assignment(ClassicGroup group, Member member) {
    return new SyncGroupResponseData()
        .setProtocolType(group.protocolType())
        .setProtocolName(group.protocol())
        .setAssignment(member.assignment());
  }

  static SyncGroupResponseData refused(Errors error) {
    return new SyncGroupResponseData().setErrorCode(error.code());
  }
}
