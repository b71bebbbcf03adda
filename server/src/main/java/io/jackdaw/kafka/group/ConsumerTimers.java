package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.ShardTimers;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.MemberState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The patience that a consumer group has with its members: whoever is silent, does not give up
 * partitions in time, or does not come when called, is put out.
 */
final class ConsumerTimers {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerTimers.class);

  /** Puts a member out of its group. */
  interface Fence {
    Decision<GroupRecord> fence(ConsumerGroup group, ConsumerMember member, long nowMs);
  }

  private final ShardTimers<GroupRecord> timers;
  private final GroupTable groups;
  private final ConsumerGroupSettings settings;
  private final Fence fence;

  ConsumerTimers(
      ShardTimers<GroupRecord> timers,
      GroupTable groups,
      ConsumerGroupSettings settings,
      Fence fence) {
    this.timers = timers;
    this.groups = groups;
    this.settings = settings;
    this.fence = fence;
  }

  /** Gives a member its whole session time again. */
  void keepAlive(String group, ConsumerMember member) {
    MemberMetadata.Classic classic = member.metadata().classic();
    int timeoutMs = classic == null ? settings.sessionTimeoutMs(group) : classic.sessionTimeoutMs();
    timers.schedule(
        TimerKey.session(group, member.id()),
        timeoutMs,
        nowMs -> expired(group, member.id(), "its session expired", nowMs));
  }

  /** Starts or ends the time that a member has to give partitions up. */
  void watchRevocation(String group, ConsumerMember member) {
    TimerKey key = TimerKey.revocation(group, member.id());
    if (member.current().state() != MemberState.UNREVOKED_PARTITIONS || member.speaksClassic()) {
      timers.cancel(key);
      return;
    }
    int epoch = member.epoch();
    timers.schedule(
        key,
        member.metadata().rebalanceTimeoutMs(),
        nowMs -> {
          ConsumerMember late = find(group, member.id());
          return late == null || late.epoch() != epoch
              ? Decision.none()
              : expired(group, member.id(), "it did not give up partitions in time", nowMs);
        });
  }

  /** Expects a classic member that was called to rejoin; the first call counts. */
  void expectJoin(String group, ConsumerMember member) {
    timers.scheduleIfAbsent(
        TimerKey.rejoin(group, member.id()),
        member.metadata().rebalanceTimeoutMs(),
        nowMs -> expired(group, member.id(), "it did not rejoin in time", nowMs));
  }

  void joined(String group, String memberId) {
    timers.cancel(TimerKey.rejoin(group, memberId));
  }

  /** Expects a classic member that joined to fetch its assignment. */
  void expectSync(String group, ConsumerMember member) {
    timers.schedule(
        TimerKey.fetching(group, member.id()),
        member.metadata().rebalanceTimeoutMs(),
        nowMs -> expired(group, member.id(), "it did not fetch its assignment in time", nowMs));
  }

  void synced(String group, String memberId) {
    timers.cancel(TimerKey.fetching(group, memberId));
  }

  void forget(String group, String memberId) {
    timers.cancel(TimerKey.session(group, memberId));
    timers.cancel(TimerKey.revocation(group, memberId));
    joined(group, memberId);
    synced(group, memberId);
  }

  private Decision<GroupRecord> expired(String groupId, String memberId, String why, long nowMs) {
    ConsumerGroup group = groups.consumer(groupId);
    ConsumerMember member = find(groupId, memberId);
    if (group == null || member == null) {
      return Decision.none();
    }
    LOG.info("Member {} is put out of group {}: {}", memberId, groupId, why);
    return fence.fence(group, member, nowMs);
  }

  private @Nullable ConsumerMember find(String groupId, String memberId) {
    ConsumerGroup group = groups.consumer(groupId);
    return group == null ? null : group.member(memberId);
  }
}
