package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.ShardState;
import io.jackdaw.kafka.coordinator.ShardTimers;
import io.jackdaw.kafka.coordinator.TransactionalProducer;
import io.jackdaw.kafka.group.GroupRecord.GroupDowngrade;
import io.jackdaw.kafka.group.GroupRecord.GroupMetadata;
import io.jackdaw.kafka.group.GroupRecord.GroupTombstone;
import io.jackdaw.kafka.group.GroupRecord.OffsetCommit;
import io.jackdaw.kafka.group.GroupRecord.OffsetTombstone;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
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
  private final ConsumerTimers consumerTimers;
  private final ConsumerReplay consumerRecords;
  private final ConsumerHeartbeats consumerHeartbeats;
  private final ClassicMembers classicMembers;
  private final ConsumerDescriptions consumerDescriptions;
  private final ShareHeartbeats shareHeartbeats;
  private final ShareDescriptions shareDescriptions;
  private final ShareStateTopics shareStateTopics;

  /**
   * @param memberIds for members that bring none
   */
  GroupShard(
      GroupConfig config,
      ShardTimers<GroupRecord> timers,
      MemberIds memberIds,
      TopicCatalog topics,
      GroupOverrides overrides) {
    this.config = config;
    this.timers = timers;
    this.rebalance = new Rebalance(config, timers, groups);
    this.joining = new Joining(config, groups, rebalance, memberIds);
    this.syncing = new Syncing(groups, rebalance);
    this.leaving = new Leaving(groups, rebalance);
    this.commits = new OffsetCommits(config, groups, rebalance, topics);
    this.queries = new OffsetQueries(groups, offsets);
    this.deletions = new Deletions(groups, offsets);
    this.retention = new Retention(config, groups, offsets);
    ConsumerGroupSettings settings = new ConsumerGroupSettings(config.consumer(), overrides);
    ConsumerSubscriptions subscriptions =
        new ConsumerSubscriptions(topics, config.consumer().regexRefreshIntervalMs());
    TargetAssignments assignments = new TargetAssignments(config.consumer().assignors(), topics);
    Migration migration = new Migration(config, topics);
    ConsumerDepartures departures = new ConsumerDepartures(subscriptions, migration);
    this.consumerTimers = new ConsumerTimers(timers, groups, settings, departures);
    this.consumerRecords = new ConsumerReplay(groups, consumerTimers);
    this.consumerHeartbeats =
        new ConsumerHeartbeats(
            settings,
            groups,
            topics,
            subscriptions,
            assignments,
            consumerTimers,
            departures,
            migration,
            memberIds);
    this.classicMembers =
        new ClassicMembers(
            settings,
            topics,
            subscriptions,
            assignments,
            consumerTimers,
            departures,
            migration,
            memberIds);
    this.consumerDescriptions = new ConsumerDescriptions(groups, assignments, topics);
    this.shareHeartbeats =
        new ShareHeartbeats(config.share(), overrides, groups, topics, subscriptions, timers);
    this.shareDescriptions = new ShareDescriptions(groups, topics);
    this.shareStateTopics = new ShareStateTopics(groups, topics);
    this.descriptions = new GroupDescriptions(groups, consumerDescriptions, shareDescriptions);
  }

  Decision<GroupRecord> consumerHeartbeat(
      ConsumerHeartbeat request,
      CompletableFuture<ConsumerGroupHeartbeatResponseData> reply,
      long nowMs) {
    return consumerHeartbeats.decide(request, reply, nowMs);
  }

  Decision<GroupRecord> shareHeartbeat(
      ShareHeartbeat request,
      boolean mayAsk,
      CompletableFuture<ShareHeartbeatAnswer> reply,
      long nowMs) {
    return shareHeartbeats.decide(request, mayAsk, reply, nowMs);
  }

  Decision<GroupRecord> shareStatesBegun(
      String groupId, Map<Uuid, Set<Integer>> partitions, CompletableFuture<Errors> reply) {
    return shareStateTopics.begun(groupId, partitions, reply);
  }

  Decision<GroupRecord> shareStatesEnded(
      String groupId, Collection<Uuid> topics, CompletableFuture<Errors> reply) {
    return shareStateTopics.ended(groupId, topics, reply);
  }

  ShareGroupView viewShareGroup(String groupId) {
    return shareStateTopics.view(groupId);
  }

  Decision<GroupRecord> join(
      JoinRequest request, CompletableFuture<JoinGroupResponseData> reply, long nowMs) {
    if (groups.share(request.group()) != null) {
      reply.complete(JoinReplies.refused(request.memberId(), Errors.INCONSISTENT_GROUP_PROTOCOL));
      return Decision.none();
    }
    ConsumerGroup consumer = groups.consumer(request.group());
    if (consumer == null) {
      return joining.decide(request, reply, nowMs);
    }
    if (!consumer.isEmpty()) {
      return classicMembers.join(consumer, request, reply, nowMs);
    }
    // A group that nobody is in is of the kind of the first who comes.
    Decision<GroupRecord> next = joining.decide(request, reply, nowMs);
    if (!request.memberId().isEmpty()) {
      return next;
    }
    List<GroupRecord> records = new ArrayList<>(consumer.tombstones());
    records.addAll(next.records());
    return new Decision<>(records, next.outcome());
  }

  Decision<GroupRecord> sync(
      SyncRequest request, CompletableFuture<SyncGroupResponseData> reply, long nowMs) {
    ConsumerGroup consumer = groups.consumer(request.group());
    return consumer == null
        ? syncing.decide(request, reply, nowMs)
        : Decision.reply(
            List.of(), reply, classicMembers.sync(consumer, request), Syncing::refused);
  }

  /** NONE keeps the member alive; REBALANCE_IN_PROGRESS does too, and calls it to rejoin. */
  Errors heartbeat(String groupId, int generation, String memberId, @Nullable String instanceId) {
    ConsumerGroup consumer = groups.consumer(groupId);
    if (consumer != null) {
      return classicMembers.heartbeat(consumer, generation, memberId, instanceId);
    }
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
    ConsumerGroup consumer = groups.consumer(groupId);
    return consumer == null
        ? leaving.decide(groupId, members, reply, nowMs)
        : classicMembers.leave(consumer, members, reply, nowMs);
  }

  Decision<GroupRecord> commit(
      CommitRequest request, CompletableFuture<List<Errors>> reply, long nowMs) {
    return commits.decide(request, reply, nowMs);
  }

  Decision<GroupRecord> commit(
      CommitRequest request,
      TransactionalProducer producer,
      CompletableFuture<List<Errors>> reply,
      long nowMs) {
    return commits.decide(request, producer, reply, nowMs);
  }

  FetchedOffsets fetch(
      String groupId,
      @Nullable String memberId,
      int memberEpoch,
      @Nullable Map<String, List<Integer>> asked,
      boolean requireStable) {
    Errors error = queries.check(groupId, memberId, memberEpoch);
    return error == Errors.NONE
        ? queries.fetch(groupId, asked, requireStable)
        : FetchedOffsets.refused(error);
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
    List<GroupRecord> records = new ArrayList<>(deletions.topics(topics));
    records.addAll(shareStateTopics.withoutDeleted());
    return Decision.write(records);
  }

  ShareGroupDescribeResponseData.DescribedGroup describeShareGroup(String groupId) {
    return shareDescriptions.describe(groupId);
  }

  ConsumerGroupDescribeResponseData.DescribedGroup describeConsumerGroup(String groupId) {
    return consumerDescriptions.describe(groupId);
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
        if (!groups.exists(key.group())) {
          groups.findOrCreate(key.group(), -1);
        }
        if (producerId == NO_PRODUCER) {
          offsets.put(key, offset, committed);
        } else {
          offsets.putPending(producerId, key, offset, committed);
        }
      }
      case OffsetTombstone(OffsetKey key) -> offsets.remove(key);
      case GroupMetadata(String group, GroupSnapshot snapshot) ->
          groups.put(ClassicGroup.of(group, snapshot));
      case GroupDowngrade(String group, GroupSnapshot snapshot, boolean rebalance) ->
          groups.put(ClassicGroup.of(group, snapshot));
      case GroupTombstone(String group) -> groups.remove(group);
      case ConsumerGroupRecord ofConsumerGroup -> consumerRecords.replay(ofConsumerGroup);
      case ShareGroupRecord ofShareGroup -> groups.apply(ofShareGroup);
    }
  }

  @Override
  public void replayMarker(long offset, long producerId, boolean committed) {
    offsets.endTransaction(producerId, committed);
  }

  @Override
  public void appended(long offset, GroupRecord record) {
    switch (record) {
      case GroupMetadata described -> {
        // The live group is what it describes.
      }
      case GroupTombstone(String group) -> {
        ClassicGroup upgraded = groups.find(group);
        replay(offset, NO_PRODUCER, record);
        if (upgraded != null) {
          rebalance.abandon(upgraded);
        }
      }
      case GroupDowngrade downgrade -> {
        replay(offset, NO_PRODUCER, record);
        rebalance.resume(downgrade.group(), downgrade.rebalance(), downgrade.snapshot());
      }
      case ConsumerGroupRecord.Metadata member -> {
        replay(offset, NO_PRODUCER, record);
        consumerRecords.watch(member);
      }
      case ShareGroupRecord.Metadata member -> {
        replay(offset, NO_PRODUCER, record);
        shareHeartbeats.watch(member);
      }
      default -> replay(offset, NO_PRODUCER, record);
    }
  }

  @Override
  public void appended(long offset, long producerId, GroupRecord record) {
    replay(offset, producerId, record);
  }

  @Override
  public void loaded(long nowMs) {
    for (String group : offsets.groups()) {
      // Its metadata may have been deleted while offsets came in after it.
      if (!groups.exists(group)) {
        groups.findOrCreate(group, -1);
      }
    }
    for (ConsumerGroup group : groups.allConsumer()) {
      for (ConsumerMember member : group.members()) {
        consumerTimers.keepAlive(group.id(), member);
        consumerTimers.watchRevocation(group.id(), member);
      }
    }
    for (ShareGroup group : groups.allShare()) {
      group.members().forEach(member -> shareHeartbeats.keepAlive(group.id(), member.id()));
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
