package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.ShardTimers;
import io.jackdaw.kafka.group.GroupRecord.GroupMetadata;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a group from one generation to the next: calls the members together, waits for them, picks
 * leader and protocol; and watches over sessions and deadlines meanwhile.
 */
final class Rebalance {
  private static final Logger LOG = LoggerFactory.getLogger(Rebalance.class);

  private final GroupConfig config;
  private final ShardTimers<GroupRecord> timers;
  private final GroupTable groups;

  Rebalance(GroupConfig config, ShardTimers<GroupRecord> timers, GroupTable groups) {
    this.config = config;
    this.timers = timers;
    this.groups = groups;
  }

  /** The group has become one of another kind: whoever waits is told to come again. */
  void abandon(ClassicGroup group) {
    timers.cancel(TimerKey.join(group.id()));
    timers.cancel(TimerKey.sync(group.id()));
    for (Member member : group.members()) {
      forget(group, member.id());
      member.answerJoin(JoinReplies.refused(member.id(), Errors.REBALANCE_IN_PROGRESS));
      member.answerSync(
          new SyncGroupResponseData().setErrorCode(Errors.REBALANCE_IN_PROGRESS.code()));
    }
  }

  /** Takes over the members of a group that was of another kind before. */
  void resume(String groupId, boolean rebalance, GroupSnapshot snapshot) {
    ClassicGroup group = groups.find(groupId);
    if (group == null) {
      return;
    }
    group.members().forEach(member -> keepAlive(group, member));
    if (rebalance && group.is(GroupPhase.STABLE)) {
      // Nobody has joined yet, so there is nothing to decide.
      start(group, "the group is back at the classic protocol", snapshot.phaseSinceMs());
    }
  }

  /** Gives a member its whole session time again. */
  void keepAlive(ClassicGroup group, Member member) {
    expectWithin(group, member.id(), member.sessionTimeoutMs());
  }

  /** Gives a member in its first join the time that such a one has. */
  void keepNewMember(ClassicGroup group, Member member) {
    expectWithin(group, member.id(), config.newMemberTimeoutMs());
  }

  /** Removes the member, or the id given out, unless it is heard of before the time is up. */
  void expectWithin(ClassicGroup group, String memberId, int timeoutMs) {
    timers.schedule(
        TimerKey.session(group.id(), memberId),
        timeoutMs,
        nowMs -> sessionExpired(group.id(), memberId, nowMs));
  }

  void forget(ClassicGroup group, String memberId) {
    timers.cancel(TimerKey.session(group.id(), memberId));
  }

  /** After the members changed: starts a rebalance, or completes the one that runs if it can. */
  Decision<GroupRecord> startOrComplete(ClassicGroup group, String reason, long nowMs) {
    return group.phase().canRebalance()
        ? start(group, reason, nowMs)
        : completeIfAllJoined(group, nowMs);
  }

  Decision<GroupRecord> start(ClassicGroup group, String reason, long nowMs) {
    if (group.is(GroupPhase.COMPLETING_REBALANCE)) {
      dropAssignments(group, Errors.REBALANCE_IN_PROGRESS);
    }
    group.pendingSyncs().clear();
    timers.cancel(TimerKey.sync(group.id()));
    boolean initial = group.is(GroupPhase.EMPTY);
    group.transitionTo(GroupPhase.PREPARING_REBALANCE, nowMs);
    LOG.info(
        "Rebalancing group {} after generation {}: {}", group.id(), group.generation(), reason);
    if (initial && config.initialRebalanceDelayMs() > 0) {
      int delayMs = config.initialRebalanceDelayMs();
      waitForMore(group, delayMs, Math.max(0, group.rebalanceTimeoutMs() - delayMs));
      return Decision.none();
    }
    if (initial || group.allJoined()) {
      return complete(group, nowMs);
    }
    waitForRejoins(group);
    return Decision.none();
  }

  Decision<GroupRecord> completeIfAllJoined(ClassicGroup group, long nowMs) {
    boolean waitsForMore = group.previousPhase() == GroupPhase.EMPTY;
    if (group.is(GroupPhase.PREPARING_REBALANCE) && !waitsForMore && group.allJoined()) {
      return complete(group, nowMs);
    }
    return Decision.none();
  }

  /** Tells those who wait for their assignment that there is none, and why. */
  void dropAssignments(ClassicGroup group, Errors error) {
    for (Member member : group.members()) {
      member.assign(Member.NO_ASSIGNMENT);
      if (member.answerSync(new SyncGroupResponseData().setErrorCode(error.code()))) {
        keepAlive(group, member);
      }
    }
  }

  /** A member fetched its assignment; when the last one has, the deadline is lifted. */
  void synced(ClassicGroup group, String memberId) {
    group.pendingSyncs().remove(memberId);
    if (group.pendingSyncs().isEmpty()) {
      timers.cancel(TimerKey.sync(group.id()));
    }
  }

  private void waitForMore(ClassicGroup group, int delayMs, int remainingMs) {
    timers.schedule(
        TimerKey.join(group.id()),
        delayMs,
        nowMs -> initialDelayOver(group.id(), delayMs, remainingMs, nowMs));
  }

  private Decision<GroupRecord> initialDelayOver(
      String groupId, int delayMs, int remainingMs, long nowMs) {
    ClassicGroup group = groups.find(groupId);
    if (group == null || !group.is(GroupPhase.PREPARING_REBALANCE)) {
      return Decision.none();
    }
    if (group.newMemberAdded() && remainingMs > 0) {
      group.newMemberAdded(false);
      waitForMore(
          group,
          Math.min(config.initialRebalanceDelayMs(), remainingMs),
          Math.max(0, remainingMs - delayMs));
      return Decision.none();
    }
    return complete(group, nowMs);
  }

  private void waitForRejoins(ClassicGroup group) {
    timers.schedule(
        TimerKey.join(group.id()),
        group.rebalanceTimeoutMs(),
        nowMs -> {
          ClassicGroup waiting = groups.find(group.id());
          return waiting == null || !waiting.is(GroupPhase.PREPARING_REBALANCE)
              ? Decision.none()
              : complete(waiting, nowMs);
        });
  }

  /** Begins the next generation with those who are here. */
  private Decision<GroupRecord> complete(ClassicGroup group, long nowMs) {
    timers.cancel(TimerKey.join(group.id()));
    dropAbsentDynamicMembers(group);
    if (group.size() > 0 && !group.electJoinedLeader()) {
      // Only static members are left and none is here: wait until they come or their sessions end.
      waitForRejoins(group);
      return Decision.none();
    }
    group.beginGeneration(nowMs);
    group.newMemberAdded(false);
    if (group.is(GroupPhase.EMPTY)) {
      LOG.info("Group {} is empty in generation {}", group.id(), group.generation());
      return Decision.write(
          List.of(new GroupMetadata(group.id(), group.snapshot(Member::assignment))));
    }
    LOG.info(
        "Group {} has {} members in generation {}", group.id(), group.size(), group.generation());
    for (Member member : group.members()) {
      member.answerJoin(JoinReplies.generation(group, member.id()));
      keepAlive(group, member);
      member.endFirstJoin();
      group.pendingSyncs().add(member.id());
    }
    int generation = group.generation();
    timers.schedule(
        TimerKey.sync(group.id()),
        group.rebalanceTimeoutMs(),
        now -> syncExpired(group.id(), generation, now));
    return Decision.none();
  }

  private void dropAbsentDynamicMembers(ClassicGroup group) {
    for (Member member : List.copyOf(group.members())) {
      if (!member.isAwaitingJoin() && !member.isStatic()) {
        LOG.info("Member {} of group {} did not rejoin in time", member.id(), group.id());
        group.remove(member.id());
        forget(group, member.id());
      }
    }
  }

  private Decision<GroupRecord> syncExpired(String groupId, int generation, long nowMs) {
    ClassicGroup group = groups.find(groupId);
    if (group == null
        || group.generation() != generation
        || group.pendingSyncs().isEmpty()
        || !(group.is(GroupPhase.COMPLETING_REBALANCE) || group.is(GroupPhase.STABLE))) {
      return Decision.none();
    }
    List<String> silent = new ArrayList<>(group.pendingSyncs());
    for (String memberId : silent) {
      group.remove(memberId);
      forget(group, memberId);
    }
    return start(group, "no SyncGroup in time from " + silent, nowMs);
  }

  private Decision<GroupRecord> sessionExpired(String groupId, String memberId, long nowMs) {
    ClassicGroup group = groups.find(groupId);
    if (group == null) {
      return Decision.none();
    }
    Member member = group.member(memberId);
    if (member == null && group.isPendingJoin(memberId)) {
      group.remove(memberId);
      return group.is(GroupPhase.PREPARING_REBALANCE) && group.allJoined()
          ? complete(group, nowMs)
          : Decision.none();
    }
    if (member == null || member.isHeldByRequest()) {
      return Decision.none();
    }
    LOG.info("Session of member {} of group {} expired", memberId, groupId);
    return drop(group, member, "session of member " + memberId + " expired", nowMs);
  }

  private Decision<GroupRecord> drop(ClassicGroup group, Member member, String reason, long nowMs) {
    member.answerJoin(JoinReplies.refused("", Errors.UNKNOWN_MEMBER_ID));
    group.remove(member.id());
    return switch (group.phase()) {
      case STABLE, COMPLETING_REBALANCE -> startOrComplete(group, reason, nowMs);
      case PREPARING_REBALANCE -> group.allJoined() ? complete(group, nowMs) : Decision.none();
      case EMPTY, DEAD -> Decision.none();
    };
  }
}
