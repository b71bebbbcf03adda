package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.ShardState;
import io.jackdaw.kafka.coordinator.ShardTimers;
import io.jackdaw.kafka.group.GroupRecord.GroupMetadata;
import io.jackdaw.kafka.group.GroupRecord.GroupTombstone;
import io.jackdaw.kafka.group.GroupRecord.OffsetCommit;
import io.jackdaw.kafka.group.GroupRecord.OffsetTombstone;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The groups and offsets of one partition of {@code __consumer_offsets}. Offsets and deletions are
 * changed by records alone; a group's members live here and are stored as a snapshot whenever a
 * generation has its assignment, so a snapshot of one's own changes nothing.
 */
final class GroupShard implements ShardState<GroupRecord> {
  private static final long NO_PRODUCER = -1;

  private final GroupConfig config;
  private final ShardTimers<GroupRecord> timers;
  private final GroupTable groups = new GroupTable();
  private final Offsets offsets = new Offsets();
  private final Rebalance rebalance;
  private final Joining joining;
  private final Syncing syncing;
  private final Leaving leaving;
  private final OffsetCommits commits;
  private final OffsetQueries queries;
  private final Deletions deletions;
  private final Retention retention;
  private final GroupDescriptions descriptions;

  /**
   * @param uniqueSuffix makes member ids unique in the world
   */
  GroupShard(GroupConfig config, ShardTimers<GroupRecord> timers, Supplier<String> uniqueSuffix) {
    this.config = config;
    this.timers = timers;
    this.rebalance = new Rebalance(config, timers, groups);
    this.joining = new Joining(config, groups, rebalance, uniqueSuffix);
    this.syncing = new Syncing(groups, rebalance);
    this.leaving = new Leaving(groups, rebalance);
    this.commits = new OffsetCommits(config, groups, rebalance);
    this.queries = new OffsetQueries(offsets);
    this.deletions = new Deletions(groups, offsets);
    this.retention = new Retention(config, groups, offsets);
    this.descriptions = new GroupDescriptions(groups);
  }

  Decision<GroupRecord> join(
      JoinRequest request, CompletableFuture<JoinGroupResponseData> reply, long nowMs) {
    return joining.decide(request, reply, nowMs);
  }

  Decision<GroupRecord> sync(
      SyncRequest request, CompletableFuture<SyncGroupResponseData> reply, long nowMs) {
    return syncing.decide(request, reply, nowMs);
  }

  /** NONE keeps the member alive; REBALANCE_IN_PROGRESS does too, and calls it to rejoin. */
  Errors heartbeat(String groupId, int generation, String memberId, @Nullable String instanceId) {
    ClassicGroup group = groups.find(groupId);
    if (group == null) {
      return Errors.UNKNOWN_MEMBER_ID;
    }
    Errors error = group.check(memberId, instanceId);
    Member member = group.member(memberId);
    if (error != Errors.NONE || member == null) {
      return error;
    }
    if (generation != group.generation()) {
      return Errors.ILLEGAL_GENERATION;
    }
    rebalance.keepAlive(group, member);
    return group.is(GroupPhase.PREPARING_REBALANCE) ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE;
  }

  Decision<GroupRecord> leave(
      String groupId,
      List<MemberIdentity> members,
      CompletableFuture<LeaveGroupResponseData> reply,
      long nowMs) {
    return leaving.decide(groupId, members, reply, nowMs);
  }

  Decision<GroupRecord> commit(
      CommitRequest request, CompletableFuture<List<Errors>> reply, long nowMs) {
    return commits.decide(request, reply, nowMs);
  }

  FetchedOffsets fetch(
      String groupId, @Nullable Map<String, List<Integer>> asked, boolean requireStable) {
    return queries.fetch(groupId, asked, requireStable);
  }

  Decision<GroupRecord> deleteGroups(
      List<String> groupIds, CompletableFuture<Map<String, Errors>> reply) {
    return deletions.groups(groupIds, reply);
  }

  Decision<GroupRecord> deleteOffsets(
      String groupId, Map<String, List<Integer>> asked, CompletableFuture<DeletedOffsets> reply) {
    return deletions.offsets(groupId, asked, reply);
  }

  Decision<GroupRecord> topicsDeleted(Set<String> topics) {
    return deletions.topics(topics);
  }

  DescribedGroup describe(String groupId) {
    return descriptions.describe(groupId);
  }

  List<ListedGroup> list(Set<String> states, Set<String> types) {
    return descriptions.list(states, types);
  }

  @Override
  public void replay(long offset, long producerId, GroupRecord record) {
    switch (record) {
      case OffsetCommit(OffsetKey key, CommittedOffset committed) -> {
        groups.findOrCreate(key.group(), -1);
        if (producerId == NO_PRODUCER) {
          offsets.put(key, offset, committed);
        } else {
          offsets.putPending(producerId, key, offset, committed);
        }
      }
      case OffsetTombstone(OffsetKey key) -> offsets.remove(key);
      case GroupMetadata(String group, GroupSnapshot snapshot) ->
          groups.put(ClassicGroup.of(group, snapshot));
      case GroupTombstone(String group) -> groups.remove(group);
    }
  }

  @Override
  public void replayMarker(long offset, long producerId, boolean committed) {
    offsets.endTransaction(producerId, committed);
  }

  @Override
  public void appended(long offset, GroupRecord record) {
    if (!(record instanceof GroupMetadata)) {
      replay(offset, NO_PRODUCER, record);
    }
  }

  @Override
  public void loaded(long nowMs) {
    for (String group : offsets.groups()) {
      // Its metadata may have been deleted while offsets came in after it.
      groups.findOrCreate(group, -1);
    }
    for (ClassicGroup group : groups.all()) {
      group.members().forEach(member -> rebalance.keepAlive(group, member));
    }
    scheduleRetention();
  }

  @Override
  public void evicted(Errors error) {
    for (ClassicGroup group : groups.all()) {
      for (Member member : group.members()) {
        member.answerJoin(JoinReplies.refused(member.id(), error));
        member.answerSync(Syncing.refused(error));
      }
    }
  }

  private void scheduleRetention() {
    timers.schedule(
        TimerKey.retention(),
        config.retentionCheckIntervalMs(),
        nowMs -> {
          scheduleRetention();
          return Decision.write(retention.expired(nowMs));
        });
  }
}
