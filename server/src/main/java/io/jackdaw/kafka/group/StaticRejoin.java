package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.group.GroupRecord.GroupMetadata;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A static member that comes back without its id, after a restart. */
record StaticRejoin(Rebalance rebalance) {

  Decision<GroupRecord> decide(
      ClassicGroup group,
      JoinRequest request,
      Member old,
      String newId,
      CompletableFuture<JoinGroupResponseData> reply,
      long nowMs) {
    String leaderBefore = group.leader();
    fence(old);
    Member successor = old.withId(newId);
    group.replace(old, successor);
    rebalance.forget(group, old.id());
    rebalance.keepAlive(group, successor);
    successor.update(request.rebalanceTimeoutMs(), request.sessionTimeoutMs(), request.protocols());
    successor.awaitJoin(reply);
    return switch (group.phase()) {
      case STABLE ->
          group.selectProtocol().equals(group.protocol())
              ? takeOver(group, request, old, successor, leaderBefore)
              : rebalance.start(group, "static member " + newId + " changes the protocol", nowMs);
      case COMPLETING_REBALANCE ->
          // The leader may be assigning to the old id at this moment.
          rebalance.start(group, "static member " + newId + " replaces " + old.id(), nowMs);
      case PREPARING_REBALANCE -> rebalance.completeIfAllJoined(group, nowMs);
      case EMPTY, DEAD ->
          throw new IllegalStateException(
              "group " + group.id() + " has members in phase " + group.phase());
    };
  }

  /** The generation stays: only the id is written, and the member goes on where it was. */
  private Decision<GroupRecord> takeOver(
      ClassicGroup group,
      JoinRequest request,
      Member old,
      Member successor,
      @Nullable String leaderBefore) {
    GroupMetadata record = new GroupMetadata(group.id(), group.snapshot(Member::assignment));
    return new Decision<>(
        List.of(record),
        new Decision.Outcome() {
          @Override
          public void committed() {
            JoinGroupResponseData answer;
            if (request.canSkipAssignment()) {
              answer = JoinReplies.generation(group, successor.id());
              answer.setSkipAssignment(group.isLeader(successor.id()));
            } else {
              // An old client that leads must not assign again: it is told of its former self.
              answer = JoinReplies.generationForFollower(group, successor.id());
              answer.setLeader(leaderBefore == null ? "" : leaderBefore);
            }
            successor.answerJoin(answer);
          }

          @Override
          public void refused(Errors error) {
            if (group.member(successor.id()) == successor) {
              group.replace(/* old= */ successor, /* successor= */ old);
              rebalance.forget(group, successor.id());
              rebalance.keepAlive(group, old);
            }
            successor.answerJoin(JoinReplies.refused("", error));
          }
        });
  }

  private static void fence(Member old) {
    old.answerJoin(JoinReplies.refused(old.id(), Errors.FENCED_INSTANCE_ID));
    old.answerSync(new SyncGroupResponseData().setErrorCode(Errors.FENCED_INSTANCE_ID.code()));
  }
}
