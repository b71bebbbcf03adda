package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.CoordinatorLog;
import io.jackdaw.kafka.coordinator.CoordinatorRuntime;
import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.KeyedCoordinator;
import io.jackdaw.kafka.coordinator.TransactionalProducer;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import io.jackdaw.log.TransactionMarker;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The groups this broker coordinates. Any thread; stages complete on the loop of the group's shard.
 *
 * <p>What cannot be asked because this broker does not (yet) coordinate the group is answered in
 * the shape of the API with NOT_COORDINATOR or COORDINATOR_LOAD_IN_PROGRESS.
 */
public final class GroupCoordinator implements KeyedCoordinator, AutoCloseable {
  private final GroupConfig config;
  private final CoordinatorLog log;
  private final ConsumerHeartbeatCheck heartbeatCheck;
  private final CoordinatorRuntime<GroupShard, GroupRecord> runtime;

  /**
   * @param loops run the shards; not closed by the coordinator
   * @param loader reads partitions when this broker becomes their coordinator; may block
   * @param topics of the cluster, for groups that the broker assigns
   * @param overrides of groups' settings
   */
  public GroupCoordinator(
      GroupConfig config,
      CoordinatorLog log,
      List<? extends EventLoop> loops,
      Executor loader,
      Clock clock,
      TopicCatalog topics,
      GroupOverrides overrides) {
    this(config, log, loops, loader, clock, MemberIds.random(), topics, overrides);
  }

  GroupCoordinator(
      GroupConfig config,
      CoordinatorLog log,
      List<? extends EventLoop> loops,
      Executor loader,
      Clock clock,
      MemberIds memberIds,
      TopicCatalog topics,
      GroupOverrides overrides) {
    this.config = config;
    this.heartbeatCheck = new ConsumerHeartbeatCheck(config.consumer());
    this.log = log;
    this.runtime =
        new CoordinatorRuntime<>(
            log,
            new GroupRecordCodec(),
            (partition, leaderEpoch, timers) ->
                new GroupShard(config, timers, memberIds, topics, overrides),
            loops,
            loader,
            clock,
            config.commitTimeoutMs());
  }

  /** Begins to follow the leadership of {@code __consumer_offsets}. */
  public void start() {
    runtime.start();
  }

  /** Whether groups can be of the new protocol (KIP-848). */
  public boolean servesConsumerProtocol() {
    return config.consumer().enabled();
  }

  /** Partition of {@code __consumer_offsets} that holds a group, as every Kafka client expects. */
  @Override
  public int partitionOf(String group) {
    int hash = group.hashCode();
    // What Utils.abs makes of the one number that has no positive counterpart.
    return hash == Integer.MIN_VALUE ? 0 : Math.abs(hash) % log.partitions();
  }

  @Override
  public CompletionStage<Errors> ready(String group) {
    return runtime.ready(partitionOf(group));
  }

  /** The answer comes when the generation is complete: up to the longest rebalance time-out. */
  public CompletionStage<JoinGroupResponseData> join(JoinRequest request) {
    Errors error = checkJoin(request);
    if (error != Errors.NONE) {
      return CompletableFuture.completedFuture(JoinReplies.refused(request.memberId(), error));
    }
    return write(
        request.group(),
        (shard, reply, nowMs) -> shard.join(request, reply, nowMs),
        refused -> JoinReplies.refused(request.memberId(), refused));
  }

  private Errors checkJoin(JoinRequest request) {
    if (request.group().isEmpty()) {
      return Errors.INVALID_GROUP_ID;
    }
    int timeoutMs = request.sessionTimeoutMs();
    return timeoutMs < config.minSessionTimeoutMs() || timeoutMs > config.maxSessionTimeoutMs()
        ? Errors.INVALID_SESSION_TIMEOUT
        : Errors.NONE;
  }

  /** The answer comes when the leader's assignment is stored. */
  public CompletionStage<SyncGroupResponseData> sync(SyncRequest request) {
    return request.group().isEmpty()
        ? CompletableFuture.completedFuture(Syncing.refused(Errors.INVALID_GROUP_ID))
        : write(
            request.group(),
            (shard, reply, nowMs) -> shard.sync(request, reply, nowMs),
            Syncing::refused);
  }

  /**
   * A heartbeat of the new protocol; the answer comes when what it changed is committed.
   *
   * @param version of the request
   */
  public CompletionStage<ConsumerGroupHeartbeatResponseData> consumerHeartbeat(
      ConsumerHeartbeat request, int version) {
    ConsumerGroupHeartbeatResponseData refusal = heartbeatCheck.refusal(request, version);
    return refusal != null
        ? CompletableFuture.completedFuture(refusal)
        : write(
            request.group(),
            (shard, reply, nowMs) -> shard.consumerHeartbeat(request, reply, nowMs),
            error -> ConsumerHeartbeats.refused(error, null));
  }

  /**
   * A heartbeat of a share group's member; the answer comes when what it changed is committed, and
   * the partitions that it is to read have a state.
   */
  public CompletionStage<ShareGroupHeartbeatResponseData> shareHeartbeat(
      ShareHeartbeat request, ShareStates states) {
    String flaw = request.flaw();
    if (flaw != null) {
      return CompletableFuture.completedFuture(
          response(ShareHeartbeats.refused(Errors.INVALID_REQUEST, flaw)));
    }
    return shareHeartbeat(request, true)
        .thenCompose(
            answer ->
                answer.response() == null
                    ? initialized(request.group(), answer.wanted(), states)
                        .thenCompose(begun -> shareHeartbeat(request, false))
                    : CompletableFuture.completedFuture(answer))
        .thenApply(GroupCoordinator::response);
  }

  private static ShareGroupHeartbeatResponseData response(ShareHeartbeatAnswer answer) {
    return Objects.requireNonNull(answer.response());
  }

  private CompletionStage<ShareHeartbeatAnswer> shareHeartbeat(
      ShareHeartbeat request, boolean mayAsk) {
    return write(
        request.group(),
        (shard, reply, nowMs) -> shard.shareHeartbeat(request, mayAsk, reply, nowMs),
        error -> ShareHeartbeats.refused(error, null));
  }

  private CompletionStage<Errors> initialized(
      String group, Map<Uuid, Set<Integer>> wanted, ShareStates states) {
    return states
        .initialize(group, wanted)
        .thenCompose(
            begun ->
                begun.isEmpty()
                    ? CompletableFuture.completedFuture(Errors.NONE)
                    : shareStatesBegun(group, begun));
  }

  /** Remembers that partitions, by topic, have a state in this share group. */
  public CompletionStage<Errors> shareStatesBegun(String group, Map<Uuid, Set<Integer>> begun) {
    return write(
        group,
        (shard, reply, nowMs) -> shard.shareStatesBegun(group, begun, reply),
        Function.identity());
  }

  /** Forgets that partitions of these topics have a state in this share group. */
  public CompletionStage<Errors> shareStatesEnded(String group, Collection<Uuid> topics) {
    return write(
        group,
        (shard, reply, nowMs) -> shard.shareStatesEnded(group, topics, reply),
        Function.identity());
  }

  /** A share group as those see it who look after its offsets. */
  public CompletionStage<ShareGroupView> viewShareGroup(String group) {
    return runtime.read(
        partitionOf(group), (shard, nowMs) -> shard.viewShareGroup(group), ShareGroupView::refused);
  }

  /** While the group is loading every heartbeat is fine: nobody is to rejoin because of that. */
  public CompletionStage<Errors> heartbeat(
      String group, int generation, String memberId, @Nullable String instanceId) {
    return group.isEmpty()
        ? CompletableFuture.completedFuture(Errors.INVALID_GROUP_ID)
        : write(
            group,
            (shard, reply, nowMs) -> {
              reply.complete(shard.heartbeat(group, generation, memberId, instanceId));
              return Decision.none();
            },
            error -> error == Errors.COORDINATOR_LOAD_IN_PROGRESS ? Errors.NONE : error);
  }

  public CompletionStage<LeaveGroupResponseData> leave(String group, List<MemberIdentity> members) {
    Function<Errors, LeaveGroupResponseData> refusal =
        error -> new LeaveGroupResponseData().setErrorCode(error.code());
    return group.isEmpty()
        ? CompletableFuture.completedFuture(refusal.apply(Errors.INVALID_GROUP_ID))
        : write(group, (shard, reply, nowMs) -> shard.leave(group, members, reply, nowMs), refusal);
  }

  /**
   * @return an error for each entry, in their order
   */
  public CompletionStage<List<Errors>> commit(CommitRequest request) {
    return write(
        request.group(),
        (shard, reply, nowMs) -> shard.commit(request, reply, nowMs),
        error -> OffsetCommits.all(request, error));
  }

  /**
   * Begins to ask about a transaction in which offsets of a group are to be committed.
   *
   * @param epochBumped whether the producer's epoch is new with each transaction (KIP-890)
   * @return what to commit with; its guard is null if nothing is to be asked, and {@link
   *     io.jackdaw.log.VerificationGuard#FENCED} if nothing can be committed
   */
  public TransactionalProducer verify(
      String group, long producerId, short epoch, boolean epochBumped) {
    return new TransactionalProducer(
        producerId, epoch, log.verify(partitionOf(group), producerId, epoch, epochBumped));
  }

  /**
   * Commits within a producer's transaction: nobody sees the offsets before it has ended.
   *
   * @return an error for each entry, in their order
   */
  public CompletionStage<List<Errors>> commit(
      CommitRequest request, TransactionalProducer producer) {
    return write(
        request.group(),
        (shard, reply, nowMs) -> shard.commit(request, producer, reply, nowMs),
        error -> OffsetCommits.all(request, error));
  }

  /**
   * Ends a producer's transaction in a partition of {@code __consumer_offsets}; what it committed
   * counts from here on, or is forgotten.
   */
  public CompletionStage<Errors> endTransaction(int partition, TransactionMarker marker) {
    return runtime.end(partition, marker);
  }

  /**
   * @param asked partitions by topic; null asks for all that have an offset
   * @param requireStable whether an offset that a transaction may yet change is refused
   */
  public CompletionStage<FetchedOffsets> fetch(
      String group, @Nullable Map<String, List<Integer>> asked, boolean requireStable) {
    return fetch(group, null, -1, asked, requireStable);
  }

  /**
   * The same for one who says that it is a member of a consumer group: refused with
   * UNKNOWN_MEMBER_ID or STALE_MEMBER_EPOCH if it is not, or not any more.
   */
  public CompletionStage<FetchedOffsets> fetch(
      String group,
      @Nullable String memberId,
      int memberEpoch,
      @Nullable Map<String, List<Integer>> asked,
      boolean requireStable) {
    return runtime.read(
        partitionOf(group),
        (shard, nowMs) -> shard.fetch(group, memberId, memberEpoch, asked, requireStable),
        FetchedOffsets::refused);
  }

  /**
   * @param asked partitions by topic
   */
  public CompletionStage<DeletedOffsets> deleteOffsets(
      String group, Map<String, List<Integer>> asked) {
    return write(
        group,
        (shard, reply, nowMs) -> shard.deleteOffsets(group, asked, reply),
        error -> new DeletedOffsets(error, Map.of()));
  }

  /** Deletes groups that have no members, with their offsets. */
  public CompletionStage<Map<String, Errors>> deleteGroups(List<String> groups) {
    List<CompletionStage<Map<String, Errors>>> answers = new ArrayList<>();
    for (String group : Set.copyOf(groups)) {
      answers.add(
          write(
              group,
              (shard, reply, nowMs) -> shard.deleteGroups(List.of(group), reply),
              error -> Map.of(group, error)));
    }
    return gather(answers)
        .thenApply(
            results -> {
              Map<String, Errors> all = new LinkedHashMap<>();
              results.forEach(all::putAll);
              return all;
            });
  }

  /** The group is described as it is now; another kind of group is GROUP_ID_NOT_FOUND. */
  public CompletionStage<List<ConsumerGroupDescribeResponseData.DescribedGroup>>
      describeConsumerGroups(List<String> groups) {
    List<CompletionStage<ConsumerGroupDescribeResponseData.DescribedGroup>> answers =
        new ArrayList<>();
    for (String group : groups) {
      if (group.isEmpty()) {
        answers.add(
            CompletableFuture.completedFuture(
                new ConsumerGroupDescribeResponseData.DescribedGroup()
                    .setGroupId(group)
                    .setErrorCode(Errors.INVALID_GROUP_ID.code())));
        continue;
      }
      answers.add(
          runtime.read(
              partitionOf(group),
              (shard, nowMs) -> shard.describeConsumerGroup(group),
              error ->
                  new ConsumerGroupDescribeResponseData.DescribedGroup()
                      .setGroupId(group)
                      .setErrorCode(error.code())
                      .setErrorMessage(error.message())));
    }
    return gather(answers);
  }

  /** The group is described as it is now; another kind of group is GROUP_ID_NOT_FOUND. */
  public CompletionStage<List<ShareGroupDescribeResponseData.DescribedGroup>> describeShareGroups(
      List<String> groups) {
    List<CompletionStage<ShareGroupDescribeResponseData.DescribedGroup>> answers =
        new ArrayList<>();
    for (String group : groups) {
      answers.add(
          group.isEmpty()
              ? CompletableFuture.completedFuture(refused(group, Errors.INVALID_GROUP_ID))
              : runtime.read(
                  partitionOf(group),
                  (shard, nowMs) -> shard.describeShareGroup(group),
                  error -> refused(group, error)));
    }
    return gather(answers);
  }

  private static ShareGroupDescribeResponseData.DescribedGroup refused(String group, Errors error) {
    return new ShareGroupDescribeResponseData.DescribedGroup()
        .setGroupId(group)
        .setErrorCode(error.code())
        .setErrorMessage(error.message());
  }

  /** A group that does not exist is described as Dead with GROUP_ID_NOT_FOUND. */
  public CompletionStage<List<DescribedGroup>> describe(List<String> groups) {
    List<CompletionStage<DescribedGroup>> answers = new ArrayList<>();
    for (String group : groups) {
      answers.add(
          runtime.read(
              partitionOf(group),
              (shard, nowMs) -> shard.describe(group),
              error -> new DescribedGroup().setGroupId(group).setErrorCode(error.code())));
    }
    return gather(answers);
  }

  /**
   * Lists this broker's groups; empty filters let all pass.
   *
   * @return the groups, or COORDINATOR_LOAD_IN_PROGRESS if some may be missing
   */
  public CompletionStage<GroupListing> list(Set<String> states, Set<String> types) {
    List<CompletionStage<GroupListing>> answers = new ArrayList<>();
    for (int partition : runtime.partitions()) {
      answers.add(
          runtime.read(
              partition,
              (shard, nowMs) -> new GroupListing(Errors.NONE, shard.list(states, types)),
              error ->
                  new GroupListing(
                      error == Errors.NOT_COORDINATOR ? Errors.NONE : error, List.of())));
    }
    return gather(answers).thenApply(GroupListing::merge);
  }

  /** Groups of one broker; with an error there are none. */
  public record GroupListing(Errors error, List<ListedGroup> groups) {
    private static GroupListing merge(List<GroupListing> parts) {
      List<ListedGroup> all = new ArrayList<>();
      for (GroupListing part : parts) {
        if (part.error() != Errors.NONE) {
          return part;
        }
        all.addAll(part.groups());
      }
      return new GroupListing(Errors.NONE, all);
    }
  }

  /** Forgets the offsets of all groups in topics that are no more. */
  public void topicsDeleted(Set<String> topics) {
    for (int partition : runtime.partitions()) {
      runtime.write(partition, (shard, nowMs) -> shard.topicsDeleted(topics), refused -> {});
    }
  }

  /** Drops all groups from memory; parked requests are answered NOT_COORDINATOR. */
  @Override
  public void close() {
    runtime.close();
  }

  private <T> CompletionStage<T> write(
      String group, Write<T> operation, Function<Errors, T> refusal) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    runtime.write(
        partitionOf(group),
        (shard, nowMs) -> operation.decide(shard, reply, nowMs),
        error -> reply.complete(refusal.apply(error)));
    return reply;
  }

  private static <T> CompletionStage<List<T>> gather(List<CompletionStage<T>> stages) {
    CompletionStage<List<T>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (CompletionStage<T> stage : stages) {
      all =
          all.thenCombine(
              stage,
              (list, item) -> {
                list.add(item);
                return list;
              });
    }
    return all;
  }

  private interface Write<T> {
    Decision<GroupRecord> decide(GroupShard shard, CompletableFuture<T> reply, long nowMs);
  }
}
