package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.MemberState;
import io.jackdaw.kafka.group.consumer.SupportedProtocol;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Members of a consumer group that speak the classic protocol: their joins, syncs, heartbeats and
 * leaves are steps of the new one. A generation is a member epoch; a member that is to give up
 * partitions, or can have more, is called to rejoin. Source: KIP-848, "Migration".
 */
final class ClassicMembers {
  private final ConsumerGroupSettings settings;
  private final TopicCatalog topics;
  private final ConsumerSubscriptions subscriptions;
  private final TargetAssignments assignments;
  private final ConsumerTimers timers;
  private final ConsumerDepartures departures;
  private final Migration migration;
  private final MemberIds memberIds;

  ClassicMembers(
      ConsumerGroupSettings settings,
      TopicCatalog topics,
      ConsumerSubscriptions subscriptions,
      TargetAssignments assignments,
      ConsumerTimers timers,
      ConsumerDepartures departures,
      Migration migration,
      MemberIds memberIds) {
    this.settings = settings;
    this.topics = topics;
    this.subscriptions = subscriptions;
    this.assignments = assignments;
    this.timers = timers;
    this.departures = departures;
    this.migration = migration;
    this.memberIds = memberIds;
  }

  Decision<GroupRecord> join(
      ConsumerGroup group,
      JoinRequest request,
      CompletableFuture<JoinGroupResponseData> reply,
      long nowMs) {
    try {
      return tryJoin(group, request, reply, nowMs);
    } catch (ApiException refused) {
      reply.complete(JoinReplies.refused(request.memberId(), Errors.forException(refused)));
      return Decision.none();
    }
  }

  private Decision<GroupRecord> tryJoin(
      ConsumerGroup group,
      JoinRequest request,
      CompletableFuture<JoinGroupResponseData> reply,
      long nowMs) {
    boolean isNew = request.memberId().isEmpty();
    String memberId = isNew ? memberIds.whole() : request.memberId();
    if (!migration.letsClassicIn()) {
      throw Errors.INCONSISTENT_GROUP_PROTOCOL.exception();
    }
    if (group.size() >= settings.broker().maxSize() && group.member(memberId) == null) {
      throw Errors.GROUP_MAX_SIZE_REACHED.exception();
    }
    ConsumerSubscription subscription = subscription(group, request);
    if (isNew && request.instanceId() == null && request.wantsIdFirst()) {
      reply.complete(JoinReplies.refused(memberId, Errors.MEMBER_ID_REQUIRED));
      return Decision.none();
    }
    ConsumerMembers.Found found = find(group, request, memberId, isNew);
    boolean downgrade =
        found.replaced() != null && migration.mustDowngrade(group, found.replaced());
    ConsumerChange change =
        new ConsumerChange(group, found.records(), found.member(), found.replaced());
    change.update(
        found.member().with(said(found.member().metadata(), request, subscription)),
        subscriptions,
        request.visible(),
        nowMs);
    Assignment reported = reported(subscription);
    if (downgrade) {
      return downgrade(group, request, found, change, reported, reply, nowMs);
    }
    change.reconcile(
        assignments, topics, settings.assignmentIntervalMs(group.id()), reported, nowMs);
    timers.watchRevocation(group.id(), change.member());
    return new Decision<>(
        change.records(),
        new Decision.Outcome() {
          @Override
          public void committed() {
            timers.joined(group.id(), memberId);
            timers.keepAlive(group.id(), change.member());
            timers.expectSync(group.id(), change.member());
            reply.complete(generation(change.member()));
          }

          @Override
          public void refused(Errors error) {
            group.catalog().forget();
            reply.complete(JoinReplies.refused(memberId, error));
          }
        });
  }

  /** The joining member takes the place of the only one of the new protocol. */
  private Decision<GroupRecord> downgrade(
      ConsumerGroup group,
      JoinRequest request,
      ConsumerMembers.Found found,
      ConsumerChange change,
      Assignment reported,
      CompletableFuture<JoinGroupResponseData> reply,
      long nowMs) {
    ConsumerMember replaced = found.replaced() == null ? found.member() : found.replaced();
    if (!change.subscriptionChanged()) {
      change.step(group.targetEpoch(), group.target(replaced.id()), topics, reported);
    }
    ConsumerMember joining = change.member();
    timers.forget(group.id(), replaced.id());
    List<GroupRecord> records =
        migration.downgraded(
            group, Set.of(replaced.id()), joining, change.subscriptionChanged(), nowMs);
    return Decision.reply(
        records,
        reply,
        generation(joining).setGenerationId(group.epoch()),
        error -> JoinReplies.refused(request.memberId(), error));
  }

  private static ConsumerMembers.Found find(
      ConsumerGroup group, JoinRequest request, String memberId, boolean isNew) {
    if (request.instanceId() == null) {
      ConsumerMember member = group.member(memberId);
      return member == null
          ? ConsumerMembers.fresh(memberId)
          : new ConsumerMembers.Found(member, null, List.of());
    }
    ConsumerMember known = group.staticMember(request.instanceId());
    if (!isNew) {
      return new ConsumerMembers.Found(
          ConsumerMembers.owner(group, memberId, request.instanceId()), null, List.of());
    }
    return known == null
        ? ConsumerMembers.fresh(memberId)
        : ConsumerMembers.replace(group, known, memberId);
  }

  /** Its subscription, under the protocol it likes best; all classic members share one. */
  private static ConsumerSubscription subscription(ConsumerGroup group, JoinRequest request) {
    boolean shared =
        request.protocolType().equals(ConsumerSubscription.PROTOCOL_TYPE)
            && request.protocols().stream().anyMatch(offered -> supported(group, offered.name()));
    if (!shared) {
      throw Errors.INCONSISTENT_GROUP_PROTOCOL.exception();
    }
    return ConsumerSubscription.parse(request.protocols().getFirst().metadata())
        .orElseThrow(() -> Errors.INCONSISTENT_GROUP_PROTOCOL.exception());
  }

  private static boolean supported(ConsumerGroup group, String protocol) {
    for (ConsumerMember member : group.members()) {
      MemberMetadata.Classic classic = member.metadata().classic();
      if (classic != null
          && classic.protocols().stream().noneMatch(known -> known.name().equals(protocol))) {
        return false;
      }
    }
    return true;
  }

  private static MemberMetadata said(
      MemberMetadata before, JoinRequest request, ConsumerSubscription subscription) {
    return new MemberMetadata(
        request.instanceId() == null ? before.instanceId() : request.instanceId(),
        subscription.rack() == null ? before.rackId() : subscription.rack(),
        request.clientId(),
        request.clientHost(),
        new TreeSet<>(subscription.topics()),
        "",
        request.rebalanceTimeoutMs(),
        before.assignor(),
        new MemberMetadata.Classic(request.sessionTimeoutMs(), List.copyOf(request.protocols())));
  }

  private Assignment reported(ConsumerSubscription subscription) {
    Map<Uuid, Set<Integer>> held = new HashMap<>();
    subscription
        .owned()
        .forEach(
            (name, partitions) -> {
              TopicCatalog.Facts facts = topics.find(name);
              if (facts != null) {
                held.put(facts.id(), new TreeSet<>(partitions));
              }
            });
    return new Assignment(held);
  }

  private static JoinGroupResponseData generation(ConsumerMember member) {
    return new JoinGroupResponseData()
        .setMemberId(member.id())
        .setGenerationId(member.epoch())
        .setProtocolType(ConsumerSubscription.PROTOCOL_TYPE)
        .setProtocolName(favourite(member).name());
  }

  private static SupportedProtocol favourite(ConsumerMember member) {
    MemberMetadata.Classic classic = member.metadata().classic();
    if (classic == null) {
      throw Errors.UNKNOWN_MEMBER_ID.exception(
          "Member %s does not use the classic protocol.".formatted(member.id()));
    }
    return classic.favourite();
  }

  SyncGroupResponseData sync(ConsumerGroup group, SyncRequest request) {
    try {
      ConsumerMember member =
          ConsumerMembers.owner(group, request.memberId(), request.instanceId());
      SupportedProtocol favourite = favourite(member);
      if (request.generation() != member.epoch()) {
        return Syncing.refused(Errors.ILLEGAL_GENERATION);
      }
      boolean othersProtocol =
          (request.protocolType() != null
                  && !request.protocolType().equals(ConsumerSubscription.PROTOCOL_TYPE))
              || (request.protocol() != null && !request.protocol().equals(favourite.name()));
      if (othersProtocol) {
        return Syncing.refused(Errors.INCONSISTENT_GROUP_PROTOCOL);
      }
      if (group.epoch() > member.epoch()
          && member.current().state() != MemberState.UNREVOKED_PARTITIONS) {
        timers.expectJoin(group.id(), member);
        return Syncing.refused(Errors.REBALANCE_IN_PROGRESS);
      }
      timers.synced(group.id(), member.id());
      timers.keepAlive(group.id(), member);
      return new SyncGroupResponseData()
          .setProtocolType(request.protocolType())
          .setProtocolName(request.protocol())
          .setAssignment(migration.encoded(member));
    } catch (ApiException refused) {
      return Syncing.refused(Errors.forException(refused));
    }
  }

  Errors heartbeat(
      ConsumerGroup group, int generation, String memberId, @Nullable String instanceId) {
    try {
      ConsumerMember member = ConsumerMembers.owner(group, memberId, instanceId);
      favourite(member);
      if (generation != member.epoch()) {
        return Errors.ILLEGAL_GENERATION;
      }
      timers.keepAlive(group.id(), member);
      MemberState state = member.current().state();
      boolean hasToRejoin =
          member.epoch() < group.epoch()
              || state == MemberState.UNREVOKED_PARTITIONS
              || (state == MemberState.UNRELEASED_PARTITIONS && !group.waitsForOthers(member));
      if (hasToRejoin) {
        timers.expectJoin(group.id(), member);
      }
      return hasToRejoin ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE;
    } catch (ApiException refused) {
      return Errors.forException(refused);
    }
  }

  Decision<GroupRecord> leave(
      ConsumerGroup group,
      List<MemberIdentity> leaving,
      CompletableFuture<LeaveGroupResponseData> reply,
      long nowMs) {
    List<MemberResponse> answers = new ArrayList<>();
    List<ConsumerMember> gone = new ArrayList<>();
    for (MemberIdentity who : leaving) {
      MemberResponse answer =
          new MemberResponse()
              .setMemberId(who.memberId())
              .setGroupInstanceId(who.groupInstanceId());
      answers.add(answer);
      try {
        ConsumerMember member = leaver(group, who);
        favourite(member);
        answer.setMemberId(member.id());
        gone.add(member);
        timers.forget(group.id(), member.id());
      } catch (ApiException refused) {
        answer.setErrorCode(Errors.forException(refused).code());
      }
    }
    List<GroupRecord> records = gone.isEmpty() ? List.of() : departures.records(group, gone, nowMs);
    return Decision.reply(
        records,
        reply,
        new LeaveGroupResponseData().setMembers(answers),
        error -> new LeaveGroupResponseData().setErrorCode(error.code()));
  }

  /** An operator may name a static member by its instance id alone. */
  private static ConsumerMember leaver(ConsumerGroup group, MemberIdentity who) {
    ConsumerMember known = group.staticMember(who.groupInstanceId());
    return who.memberId().isEmpty() && known != null
        ? known
        : ConsumerMembers.owner(group, who.memberId(), who.groupInstanceId());
  }
}
