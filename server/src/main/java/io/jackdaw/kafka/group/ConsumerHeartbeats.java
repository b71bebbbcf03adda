package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.OwnedPartitions;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides ConsumerGroupHeartbeat, which drives all that happens in a consumer group: the member is
 * let in or kept alive, new targets are computed if there is reason to, and the member is taken one
 * step on to its own. Source: KIP-848.
 */
final class ConsumerHeartbeats {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerHeartbeats.class);

  private final ConsumerGroupSettings settings;
  private final GroupTable groups;
  private final TopicCatalog topics;
  private final ConsumerSubscriptions subscriptions;
  private final TargetAssignments assignments;
  private final ConsumerTimers timers;
  private final ConsumerDepartures departures;
  private final Migration migration;
  private final MemberIds memberIds;

  ConsumerHeartbeats(
      ConsumerGroupSettings settings,
      GroupTable groups,
      TopicCatalog topics,
      ConsumerSubscriptions subscriptions,
      TargetAssignments assignments,
      ConsumerTimers timers,
      ConsumerDepartures departures,
      Migration migration,
      MemberIds memberIds) {
    this.settings = settings;
    this.groups = groups;
    this.topics = topics;
    this.subscriptions = subscriptions;
    this.assignments = assignments;
    this.timers = timers;
    this.departures = departures;
    this.migration = migration;
    this.memberIds = memberIds;
  }

  Decision<GroupRecord> decide(
      ConsumerHeartbeat request,
      CompletableFuture<ConsumerGroupHeartbeatResponseData> reply,
      long nowMs) {
    try {
      return request.memberEpoch() < ConsumerHeartbeat.JOIN
          ? leave(request, reply, nowMs)
          : heartbeat(request, reply, nowMs);
    } catch (ApiException refused) {
      reply.complete(refused(Errors.forException(refused), refused.getMessage()));
      return Decision.none();
    }
  }

  private Decision<GroupRecord> heartbeat(
      ConsumerHeartbeat request,
      CompletableFuture<ConsumerGroupHeartbeatResponseData> reply,
      long nowMs) {
    List<GroupRecord> first = new ArrayList<>();
    ConsumerGroup group = group(request, first);
    String memberId = request.memberId().isEmpty() ? memberIds.whole() : request.memberId();
    checkRoom(group, memberId);
    ConsumerMembers.Found found = ConsumerMembers.find(group, request, memberId);
    first.addAll(found.records());
    ConsumerChange change = new ConsumerChange(group, first, found.member(), found.replaced());
    if (request.joins()) {
      LOG.info("Member {} joins consumer group {}", memberId, group.id());
    }
    change.update(
        found.member().with(said(found.member().metadata(), request)),
        subscriptions,
        request.visible(),
        nowMs);
    change.reconcile(
        assignments, topics, settings.assignmentIntervalMs(group.id()), request.reported(), nowMs);
    timers.keepAlive(group.id(), change.member());
    if (!change.member().current().equals(found.member().current())) {
      timers.watchRevocation(group.id(), change.member());
    }
    return carriedOut(change, reply, answer(request, change));
  }

  private ConsumerGroup group(ConsumerHeartbeat request, List<GroupRecord> first) {
    String id = request.group();
    ConsumerGroup group = groups.consumer(id);
    if (group != null) {
      return group;
    }
    ClassicGroup classic = groups.find(id);
    if (!request.joins() || groups.share(id) != null) {
      throw Errors.GROUP_ID_NOT_FOUND.exception(
          groups.exists(id)
              ? "Group %s is not a consumer group.".formatted(id)
              : "Consumer group %s not found.".formatted(id));
    }
    return classic == null ? new ConsumerGroup(id) : migration.upgraded(classic, first);
  }

  private void checkRoom(ConsumerGroup group, String memberId) {
    int most = settings.broker().maxSize();
    if (group.size() >= most && group.member(memberId) == null) {
      throw Errors.GROUP_MAX_SIZE_REACHED.exception(
          "The consumer group has reached its maximum capacity of " + most + " members.");
    }
  }

  /** What is not said has not changed. */
  private static MemberMetadata said(MemberMetadata before, ConsumerHeartbeat request) {
    return new MemberMetadata(
        request.instanceId() == null ? before.instanceId() : request.instanceId(),
        request.rackId() == null ? before.rackId() : request.rackId(),
        request.clientId(),
        request.clientHost(),
        request.topics() == null ? before.topics() : new TreeSet<>(request.topics()),
        request.regex() == null ? before.regex() : request.regex(),
        request.rebalanceTimeoutMs() == -1
            ? before.rebalanceTimeoutMs()
            : request.rebalanceTimeoutMs(),
        request.assignor() == null ? before.assignor() : request.assignor(),
        null);
  }

  private ConsumerGroupHeartbeatResponseData answer(
      ConsumerHeartbeat request, ConsumerChange change) {
    ConsumerMember member = change.member();
    ConsumerGroupHeartbeatResponseData response =
        new ConsumerGroupHeartbeatResponseData()
            .setMemberId(member.id())
            .setMemberEpoch(member.epoch())
            .setHeartbeatIntervalMs(settings.heartbeatIntervalMs(change.group().id()));
    if (request.joins() || request.isFull() || change.assignmentChanged()) {
      response.setAssignment(assignment(member.current().assigned()));
    }
    return response;
  }

  private static ConsumerGroupHeartbeatResponseData.Assignment assignment(OwnedPartitions owned) {
    ConsumerGroupHeartbeatResponseData.Assignment assignment =
        new ConsumerGroupHeartbeatResponseData.Assignment();
    owned
        .epochs()
        .forEach(
            (topic, partitions) ->
                assignment
                    .topicPartitions()
                    .add(
                        new ConsumerGroupHeartbeatResponseData.TopicPartitions()
                            .setTopicId(topic)
                            .setPartitions(partitions.keySet().stream().sorted().toList())));
    return assignment;
  }

  private Decision<GroupRecord> carriedOut(
      ConsumerChange change,
      CompletableFuture<ConsumerGroupHeartbeatResponseData> reply,
      ConsumerGroupHeartbeatResponseData answer) {
    return new Decision<>(
        change.records(),
        new Decision.Outcome() {
          @Override
          public void committed() {
            reply.complete(answer);
          }

          @Override
          public void refused(Errors error) {
            // The group did not change after all: what it thought it took into account is open.
            change.group().catalog().forget();
            reply.complete(ConsumerHeartbeats.refused(error, null));
          }
        });
  }

  private Decision<GroupRecord> leave(
      ConsumerHeartbeat request,
      CompletableFuture<ConsumerGroupHeartbeatResponseData> reply,
      long nowMs) {
    ConsumerGroup group = groups.consumer(request.group());
    if (group == null) {
      throw Errors.GROUP_ID_NOT_FOUND.exception(
          groups.exists(request.group())
              ? "Group %s is not a consumer group.".formatted(request.group())
              : "Group %s not found.".formatted(request.group()));
    }
    ConsumerMember member = ConsumerMembers.owner(group, request.memberId(), request.instanceId());
    ConsumerGroupHeartbeatResponseData answer =
        new ConsumerGroupHeartbeatResponseData()
            .setMemberId(member.id())
            .setMemberEpoch(request.memberEpoch());
    boolean comesBack =
        request.memberEpoch() == ConsumerHeartbeat.LEAVE_FOR_NOW && request.instanceId() != null;
    LOG.info(
        "Member {} leaves consumer group {}{}",
        member.id(),
        group.id(),
        comesBack ? " for the moment" : "");
    List<GroupRecord> records =
        comesBack
            ? List.of(away(group, member))
            : departures.records(group, List.of(member), nowMs);
    return Decision.reply(records, reply, answer, error -> refused(error, null));
  }

  /** A static member that went away keeps its partitions until its session ends. */
  private static GroupRecord away(ConsumerGroup group, ConsumerMember member) {
    CurrentAssignment last = member.current();
    return new ConsumerGroupRecord.Current(
        group.id(),
        member.id(),
        new CurrentAssignment(
            CurrentAssignment.AWAY,
            last.previousEpoch(),
            last.state(),
            last.assigned(),
            OwnedPartitions.NONE));
  }

  static ConsumerGroupHeartbeatResponseData refused(Errors error, @Nullable String message) {
    return new ConsumerGroupHeartbeatResponseData()
        .setErrorCode(error.code())
        .setErrorMessage(message == null ? error.message() : message);
  }
}
