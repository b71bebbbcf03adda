package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides LeaveGroup, of one's own will or, by instance id alone, of an operator's. Source:
 * KIP-345, KIP-800 (reasons).
 */
final class Leaving {
  private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);

  private final GroupTable groups;
  private final Rebalance rebalance;

  Leaving(GroupTable groups, Rebalance rebalance) {
    this.groups = groups;
    this.rebalance = rebalance;
  }

  Decision<GroupRecord> decide(
      String groupId,
      List<MemberIdentity> leaving,
      CompletableFuture<LeaveGroupResponseData> reply,
      long nowMs) {
    ClassicGroup group = groups.find(groupId);
    List<MemberResponse> answers = new ArrayList<>(leaving.size());
    boolean changed = false;
    for (MemberIdentity who : leaving) {
      Errors error = group == null ? Errors.UNKNOWN_MEMBER_ID : leave(group, who);
      changed |= error == Errors.NONE;
      answers.add(
          new MemberResponse()
              .setMemberId(who.memberId())
              .setGroupInstanceId(who.groupInstanceId())
              .setErrorCode(error.code()));
    }
    Decision<GroupRecord> next =
        group == null || !changed
            ? Decision.none()
            : switch (group.phase()) {
              case STABLE, COMPLETING_REBALANCE ->
                  rebalance.startOrComplete(group, "members left", nowMs);
              case PREPARING_REBALANCE -> rebalance.completeIfAllJoined(group, nowMs);
              case EMPTY, DEAD -> Decision.none();
            };
    return Decision.reply(
        next.records(),
        reply,
        new LeaveGroupResponseData().setMembers(answers),
        error -> new LeaveGroupResponseData().setErrorCode(error.code()));
  }

  private Errors leave(ClassicGroup group, MemberIdentity who) {
    String memberId = who.memberId();
    if (memberId.isEmpty()) {
      String current = group.staticMember(who.groupInstanceId());
      if (current == null) {
        return Errors.UNKNOWN_MEMBER_ID;
      }
      memberId = current;
    } else if (!group.isPendingJoin(memberId)) {
      Errors error = group.check(memberId, who.groupInstanceId());
      if (error != Errors.NONE) {
        return error;
      }
    }
    Member member = group.member(memberId);
    if (member != null) {
      member.answerJoin(JoinReplies.refused("", Errors.UNKNOWN_MEMBER_ID));
      member.answerSync(new SyncGroupResponseData().setErrorCode(Errors.UNKNOWN_MEMBER_ID.code()));
    }
    rebalance.forget(group, memberId);
    group.remove(memberId);
    LOG.info("Member {} left group {}: {}", memberId, group.id(), who.reason());
    return Errors.NONE;
  }
}
