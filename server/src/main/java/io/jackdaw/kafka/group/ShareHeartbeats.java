package io.jackdaw.kafka.group;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.ShardTimers;
import io.jackdaw.kafka.group.ShareGroupRecord.StateTopic;
import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides ShareGroupHeartbeat, which drives all that happens in a share group: the member is let in
 * or kept alive, and has new targets at once, since nobody need give anything up first. Source:
 * KIP-932.
 */
final class ShareHeartbeats {
  private static final Logger LOG = LoggerFactory.getLogger(ShareHeartbeats.class);
  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private final ShareGroupConfig config;
  private final GroupOverrides overrides;
  private final GroupTable groups;
  private final TopicCatalog topics;
  private final ConsumerSubscriptions subscriptions;
  private final ShardTimers<GroupRecord> timers;

  ShareHeartbeats(
      ShareGroupConfig config,
      GroupOverrides overrides,
      GroupTable groups,
      TopicCatalog topics,
      ConsumerSubscriptions subscriptions,
      ShardTimers<GroupRecord> timers) {
    this.config = config;
    this.overrides = overrides;
    this.groups = groups;
    this.topics = topics;
    this.subscriptions = subscriptions;
    this.timers = timers;
  }

  /**
   * @param mayAsk whether the answer may be that partitions are to be {@linkplain
   *     ShareHeartbeatAnswer#wanted initialized} first; nothing has changed then
   */
  Decision<GroupRecord> decide(
      ShareHeartbeat request,
      boolean mayAsk,
      CompletableFuture<ShareHeartbeatAnswer> reply,
      long nowMs) {
    try {
      return request.memberEpoch() < ShareHeartbeat.JOIN
          ? leave(request, reply)
          : heartbeat(request, mayAsk, reply, nowMs);
    } catch (ApiException refused) {
      reply.complete(refused(Errors.forException(refused), refused.getMessage()));
      return Decision.none();
    }
  }

  private Decision<GroupRecord> heartbeat(
      ShareHeartbeat request,
      boolean mayAsk,
      CompletableFuture<ShareHeartbeatAnswer> reply,
      long nowMs) {
    ShareGroup group = group(request);
    ShareMember before = member(group, request);
    ShareMember member = before.with(said(before.metadata(), request));
    boolean isNew = group.member(member.id()) == null;
    boolean subscribesAnew =
        isNew || !member.metadata().topics().equals(before.metadata().topics());
    long catalog = topics.version();
    List<GroupRecord> records = new ArrayList<>();
    if (isNew || !member.metadata().equals(before.metadata())) {
      records.add(new ShareGroupRecord.Metadata(group.id(), member.id(), member.metadata()));
    }
    int epoch = group.epoch();
    if (subscribesAnew || !group.catalog().isAt(catalog)) {
      SortedSet<String> read = group.topicsRead(member, List.of());
      Map<Uuid, Set<Integer>> uninitialized = uninitialized(group, read);
      if (mayAsk && !uninitialized.isEmpty()) {
        reply.complete(ShareHeartbeatAnswer.wants(uninitialized));
        return Decision.none();
      }
      long hash = hash(group, read);
      if (subscribesAnew || hash != group.metadataHash()) {
        epoch++;
        records.add(new ShareGroupRecord.Epoch(group.id(), epoch, hash));
      }
      if (uninitialized.isEmpty()) {
        group.catalog().advance(catalog);
      }
    }
    if (isNew) {
      LOG.info("Member {} joins share group {}", member.id(), group.id());
    }
    ShareMember now = assigned(group, member, epoch, nowMs, records);
    if (isNew || now.epoch() != before.epoch() || !now.assigned().equals(before.assigned())) {
      records.add(
          new ShareGroupRecord.Current(
              group.id(), now.id(), now.epoch(), now.previousEpoch(), now.assigned()));
    }
    keepAlive(group.id(), member.id());
    boolean tell = request.joins() || !now.assigned().equals(before.assigned());
    return carriedOut(group, records, reply, answer(group, now, tell));
  }

  private ShareGroup group(ShareHeartbeat request) {
    ShareGroup group = groups.share(request.group());
    if (group != null) {
      return group;
    }
    if (!request.joins() || groups.exists(request.group())) {
      throw Errors.GROUP_ID_NOT_FOUND.exception(
          groups.exists(request.group())
              ? "Group %s is not a share group.".formatted(request.group())
              : "Share group %s not found.".formatted(request.group()));
    }
    return new ShareGroup(request.group());
  }

  private ShareMember member(ShareGroup group, ShareHeartbeat request) {
    ShareMember member = group.member(request.memberId());
    if (member == null) {
      if (!request.joins()) {
        throw unknown(group, request.memberId());
      }
      if (group.size() >= config.maxSize()) {
        throw Errors.GROUP_MAX_SIZE_REACHED.exception(
            "The share group has reached its maximum capacity of "
                + config.maxSize()
                + " members.");
      }
      return ShareMember.fresh(request.memberId());
    }
    int epoch = request.memberEpoch();
    if (!request.joins()
        && epoch != member.epoch()
        && !(epoch < member.epoch() && epoch == member.previousEpoch())) {
      throw Errors.FENCED_MEMBER_EPOCH.exception(
          ("The share group member has a %s member epoch (%d) than the one known by the group"
                  + " coordinator (%d). The member must abandon all its partitions and rejoin.")
              .formatted(epoch > member.epoch() ? "greater" : "smaller", epoch, member.epoch()));
    }
    return member;
  }

  private static ApiException unknown(ShareGroup group, String memberId) {
    return Errors.UNKNOWN_MEMBER_ID.exception(
        "Member %s is not a member of group %s.".formatted(memberId, group.id()));
  }

  /** What is not said has not changed. */
  private static ShareMember.Metadata said(ShareMember.Metadata before, ShareHeartbeat request) {
    return new ShareMember.Metadata(
        request.rackId() == null ? before.rackId() : request.rackId(),
        request.clientId(),
        request.clientHost(),
        request.topics() == null ? before.topics() : new TreeSet<>(request.topics()));
  }

  private Map<Uuid, Set<Integer>> uninitialized(ShareGroup group, SortedSet<String> read) {
    Map<Uuid, Set<Integer>> missing = new HashMap<>();
    for (String name : read) {
      TopicCatalog.Facts facts = topics.find(name);
      for (int index = 0; facts != null && index < facts.partitions(); index++) {
        if (!group.isInitialized(facts.id(), index)) {
          missing.computeIfAbsent(facts.id(), topic -> new TreeSet<>()).add(index);
        }
      }
    }
    return missing;
  }

  /** Changes with the topics that are read, and with what of them is initialized. */
  private long hash(ShareGroup group, SortedSet<String> read) {
    long hash = subscriptions.hash(read);
    for (String name : read) {
      TopicCatalog.Facts facts = topics.find(name);
      StateTopic state = facts == null ? null : group.initialized().get(facts.id());
      hash = (hash ^ (state == null ? 0 : state.partitions().size())) * HASH_FACTOR;
    }
    return hash;
  }

  /** The member with its target, computed for the epoch if it is not yet. */
  private ShareMember assigned(
      ShareGroup group, ShareMember member, int epoch, long nowMs, List<GroupRecord> records) {
    Assignment target = group.target(member.id());
    int targetEpoch = group.targetEpoch();
    if (epoch > targetEpoch) {
      SortedMap<String, SortedMap<Uuid, Set<Integer>>> wanted = new TreeMap<>();
      Map<String, Assignment> before = new HashMap<>();
      group.members().forEach(each -> wanted.put(each.id(), readable(group, each)));
      wanted.put(member.id(), readable(group, member));
      wanted.keySet().forEach(id -> before.put(id, group.target(id)));
      Map<String, Assignment> targets = SimpleAssignor.assign(wanted, before);
      targets.forEach(
          (id, now) -> {
            boolean isNew = id.equals(member.id()) && group.member(id) == null;
            if (isNew || !now.equals(before.get(id))) {
              records.add(new ShareGroupRecord.Target(group.id(), id, now));
            }
          });
      records.add(new ShareGroupRecord.TargetEpoch(group.id(), epoch, nowMs));
      target = targets.getOrDefault(member.id(), Assignment.NONE);
      targetEpoch = epoch;
    }
    return targetEpoch == member.epoch() ? member : member.at(targetEpoch, member.epoch(), target);
  }

  private SortedMap<Uuid, Set<Integer>> readable(ShareGroup group, ShareMember member) {
    SortedMap<Uuid, Set<Integer>> readable = new TreeMap<>();
    for (String name : member.metadata().topics()) {
      TopicCatalog.Facts facts = topics.find(name);
      StateTopic state = facts == null ? null : group.initialized().get(facts.id());
      if (facts != null && state != null && !state.partitions().isEmpty()) {
        readable.put(facts.id(), state.partitions());
      }
    }
    return readable;
  }

  private ShareHeartbeatAnswer answer(ShareGroup group, ShareMember member, boolean tell) {
    ShareGroupHeartbeatResponseData response =
        new ShareGroupHeartbeatResponseData()
            .setMemberId(member.id())
            .setMemberEpoch(member.epoch())
            .setHeartbeatIntervalMs(config.heartbeatIntervalMs(overrides.of(group.id())));
    if (tell) {
      ShareGroupHeartbeatResponseData.Assignment assignment =
          new ShareGroupHeartbeatResponseData.Assignment();
      new TreeMap<>(member.assigned().partitions())
          .forEach(
              (topic, partitions) ->
                  assignment
                      .topicPartitions()
                      .add(
                          new ShareGroupHeartbeatResponseData.TopicPartitions()
                              .setTopicId(topic)
                              .setPartitions(partitions.stream().sorted().toList())));
      response.setAssignment(assignment);
    }
    return ShareHeartbeatAnswer.of(response);
  }

  private static Decision<GroupRecord> carriedOut(
      ShareGroup group,
      List<GroupRecord> records,
      CompletableFuture<ShareHeartbeatAnswer> reply,
      ShareHeartbeatAnswer answer) {
    return new Decision<>(
        records,
        new Decision.Outcome() {
          @Override
          public void committed() {
            reply.complete(answer);
          }

          @Override
          public void refused(Errors error) {
            // The group did not change after all: what it thought it took into account is open.
            group.catalog().forget();
            reply.complete(ShareHeartbeats.refused(error, null));
          }
        });
  }

  private Decision<GroupRecord> leave(
      ShareHeartbeat request, CompletableFuture<ShareHeartbeatAnswer> reply) {
    ShareGroup group = groups.share(request.group());
    if (group == null) {
      throw Errors.GROUP_ID_NOT_FOUND.exception(
          groups.exists(request.group())
              ? "Group %s is not a share group.".formatted(request.group())
              : "Share group %s not found.".formatted(request.group()));
    }
    ShareMember member = group.member(request.memberId());
    if (member == null) {
      throw unknown(group, request.memberId());
    }
    LOG.info("Member {} leaves share group {}", member.id(), group.id());
    return Decision.reply(
        without(group, member.id()),
        reply,
        ShareHeartbeatAnswer.of(
            new ShareGroupHeartbeatResponseData()
                .setMemberId(member.id())
                .setMemberEpoch(ShareHeartbeat.LEAVE)),
        error -> refused(error, null));
  }

  private List<GroupRecord> without(ShareGroup group, String member) {
    List<GroupRecord> records = new ArrayList<>(group.removal(member));
    long hash = hash(group, group.topicsRead(null, List.of(member)));
    records.add(new ShareGroupRecord.Epoch(group.id(), group.epoch() + 1, hash));
    return records;
  }

  /** Gives a member its whole session time again. */
  void keepAlive(String groupId, String memberId) {
    timers.schedule(
        TimerKey.session(groupId, memberId),
        config.sessionTimeoutMs(overrides.of(groupId)),
        nowMs -> {
          ShareGroup group = groups.share(groupId);
          if (group == null || group.member(memberId) == null) {
            return Decision.none();
          }
          LOG.info("Member {} is put out of share group {}: it is silent", memberId, groupId);
          return Decision.write(without(group, memberId));
        });
  }

  /** After a live change: whoever is gone is not waited for. */
  void watch(ShareGroupRecord.Metadata record) {
    if (record.value() == null) {
      timers.cancel(TimerKey.session(record.group(), record.member()));
    }
  }

  static ShareHeartbeatAnswer refused(Errors error, @Nullable String message) {
    return ShareHeartbeatAnswer.of(
        new ShareGroupHeartbeatResponseData()
            .setErrorCode(error.code())
            .setErrorMessage(message == null ? error.message() : message));
  }
}
