package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.GroupSnapshot.MemberSnapshot;
import io.jackdaw.kafka.group.consumer.SupportedProtocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A group whose members agree among themselves who reads what: its members, its generation and its
 * phase. Owned by one shard; holds no timers and decides nothing about time.
 */
final class ClassicGroup {
  private final String id;
  private GroupPhase phase = GroupPhase.EMPTY;
  private GroupPhase previousPhase = GroupPhase.DEAD;
  private long phaseSinceMs;
  private int generation;
  private @Nullable String protocolType;
  private @Nullable String protocol;
  private @Nullable String leader;
  private boolean newMemberAdded;
  private @Nullable Set<String> subscribedTopics;

  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Map<String, String> staticMembers = new HashMap<>();
  private final Set<String> pendingJoins = new HashSet<>();
  private final Set<String> pendingSyncs = new LinkedHashSet<>();

  ClassicGroup(String id, long nowMs) {
    this.id = id;
    this.phaseSinceMs = nowMs;
  }

  /** The group as it was when the snapshot was taken; every member has still to prove it lives. */
  static ClassicGroup of(String id, GroupSnapshot snapshot) {
    ClassicGroup group = new ClassicGroup(id, snapshot.phaseSinceMs());
    group.generation = snapshot.generation();
    group.protocolType = snapshot.protocolType().isEmpty() ? null : snapshot.protocolType();
    group.protocol = snapshot.protocol();
    for (MemberSnapshot stored : snapshot.members()) {
      String protocol = snapshot.protocol() == null ? "" : snapshot.protocol();
      Member member =
          new Member(
              stored.id(),
              stored.instanceId(),
              stored.clientId(),
              stored.clientHost(),
              stored.rebalanceTimeoutMs(),
              stored.sessionTimeoutMs(),
              List.of(new SupportedProtocol(protocol, stored.subscription())));
      member.assign(stored.assignment());
      group.add(member, snapshot.protocolType());
    }
    if (snapshot.leader() != null) {
      group.leader = snapshot.leader();
    }
    group.phase = snapshot.members().isEmpty() ? GroupPhase.EMPTY : GroupPhase.STABLE;
    group.subscribedTopics = group.computeSubscribedTopics();
    return group;
  }

  /** The group as it is to be stored, each member with the assignment that {@code of} gives it. */
  GroupSnapshot snapshot(Function<Member, byte[]> assignmentOf) {
    List<MemberSnapshot> snapshots = new ArrayList<>(members.size());
    for (Member member : members.values()) {
      snapshots.add(
          new MemberSnapshot(
              member.id(),
              member.instanceId(),
              member.clientId(),
              member.clientHost(),
              member.rebalanceTimeoutMs(),
              member.sessionTimeoutMs(),
              member.metadata(protocol == null ? "" : protocol),
              assignmentOf.apply(member)));
    }
    String type = protocolType == null ? "" : protocolType;
    return new GroupSnapshot(type, generation, protocol, leader, phaseSinceMs, snapshots);
  }

  String id() {
    return id;
  }

  GroupPhase phase() {
    return phase;
  }

  boolean is(GroupPhase asked) {
    return phase == asked;
  }

  GroupPhase previousPhase() {
    return previousPhase;
  }

  /** When the group came to its phase; −1 if that was not recorded. */
  long phaseSinceMs() {
    return phaseSinceMs;
  }

  int generation() {
    return generation;
  }

  /** Such as {@code consumer}; null for a group that only commits offsets. */
  @Nullable String protocolType() {
    return protocolType;
  }

  /** Chosen for this generation. */
  @Nullable String protocol() {
    return protocol;
  }

  @Nullable String leader() {
    return leader;
  }

  boolean isLeader(String memberId) {
    return memberId.equals(leader);
  }

  boolean newMemberAdded() {
    return newMemberAdded;
  }

  void newMemberAdded(boolean added) {
    newMemberAdded = added;
  }

  Collection<Member> members() {
    return members.values();
  }

  int size() {
    return members.size();
  }

  @Nullable Member member(String memberId) {
    return members.get(memberId);
  }

  boolean has(String memberId) {
    return members.containsKey(memberId);
  }

  /** Member id that an instance id stands for at present. */
  @Nullable String staticMember(@Nullable String instanceId) {
    return instanceId == null ? null : staticMembers.get(instanceId);
  }

  /** NONE, UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID. */
  Errors check(String memberId, @Nullable String instanceId) {
    if (instanceId != null) {
      String current = staticMembers.get(instanceId);
      if (current == null) {
        return Errors.UNKNOWN_MEMBER_ID;
      }
      if (!current.equals(memberId)) {
        return Errors.FENCED_INSTANCE_ID;
      }
    }
    return members.containsKey(memberId) ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
  }

  void add(Member member, String type) {
    if (members.isEmpty()) {
      protocolType = type;
    }
    if (member.instanceId() != null
        && staticMembers.putIfAbsent(member.instanceId(), member.id()) != null) {
      throw new IllegalStateException(
          "group " + id + " already has a member with instance id " + member.instanceId());
    }
    if (leader == null) {
      leader = member.id();
    }
    members.put(member.id(), member);
    pendingJoins.remove(member.id());
  }

  /** Removes a member or one that was to join; another becomes leader in its place. */
  void remove(String memberId) {
    Member removed = members.remove(memberId);
    if (removed != null && removed.instanceId() != null) {
      staticMembers.remove(removed.instanceId());
    }
    if (isLeader(memberId)) {
      leader = members.isEmpty() ? null : members.keySet().iterator().next();
    }
    pendingJoins.remove(memberId);
    pendingSyncs.remove(memberId);
  }

  /** Puts {@code successor} in the place of the static member it replaces. */
  void replace(Member old, Member successor) {
    members.remove(old.id());
    members.put(successor.id(), successor);
    if (successor.instanceId() != null) {
      staticMembers.put(successor.instanceId(), successor.id());
    }
    if (isLeader(old.id())) {
      leader = successor.id();
    }
    if (pendingSyncs.remove(old.id())) {
      pendingSyncs.add(successor.id());
    }
  }

  /** Remembers an id that was given out, whose owner has still to join with it. */
  void addPendingJoin(String memberId) {
    pendingJoins.add(memberId);
  }

  boolean isPendingJoin(String memberId) {
    return pendingJoins.contains(memberId);
  }

  boolean hasPendingJoins() {
    return !pendingJoins.isEmpty();
  }

  Set<String> pendingSyncs() {
    return pendingSyncs;
  }

  int awaitingJoin() {
    int count = 0;
    for (Member member : members.values()) {
      count += member.isAwaitingJoin() ? 1 : 0;
    }
    return count;
  }

  boolean allJoined() {
    return pendingJoins.isEmpty() && members.values().stream().allMatch(Member::isAwaitingJoin);
  }

  /** The longest that any member allows itself to rejoin. */
  int rebalanceTimeoutMs() {
    return members.values().stream().mapToInt(Member::rebalanceTimeoutMs).max().orElse(0);
  }

  /**
   * Makes sure that the leader is one of those who joined.
   *
   * @return false if nobody joined
   */
  boolean electJoinedLeader() {
    Member current = leader == null ? null : members.get(leader);
    if (current != null && current.isAwaitingJoin()) {
      return true;
    }
    for (Member member : members.values()) {
      if (member.isAwaitingJoin()) {
        leader = member.id();
        return true;
      }
    }
    return false;
  }

  /** Whether a member of this type that offers these protocols can be in the group. */
  boolean supports(String type, List<SupportedProtocol> offered) {
    if (phase == GroupPhase.EMPTY) {
      return !type.isEmpty() && !offered.isEmpty();
    }
    return type.equals(protocolType)
        && offered.stream()
            .anyMatch(
                protocol ->
                    members.values().stream().allMatch(member -> member.supports(protocol.name())));
  }

  /** The protocol that all support and most prefer; of equals, the one that was voted for first. */
  String selectProtocol() {
    Set<String> candidates = new HashSet<>();
    Member any = members.values().iterator().next();
    any.protocols().forEach(protocol -> candidates.add(protocol.name()));
    candidates.removeIf(
        name -> !members.values().stream().allMatch(member -> member.supports(name)));
    Map<String, Integer> votes = new LinkedHashMap<>();
    members.values().forEach(member -> votes.merge(member.vote(candidates), 1, Integer::sum));
    String selected = "";
    int most = 0;
    for (Map.Entry<String, Integer> vote : votes.entrySet()) {
      if (vote.getValue() > most) {
        selected = vote.getKey();
        most = vote.getValue();
      }
    }
    return selected;
  }

  /** Counts the generation up; to CompletingRebalance, or to Empty without members. */
  void beginGeneration(long nowMs) {
    generation++;
    pendingSyncs.clear();
    protocol = members.isEmpty() ? null : selectProtocol();
    subscribedTopics = computeSubscribedTopics();
    transitionTo(members.isEmpty() ? GroupPhase.EMPTY : GroupPhase.COMPLETING_REBALANCE, nowMs);
  }

  void transitionTo(GroupPhase next, long nowMs) {
    if (!next.mayFollow(phase)) {
      throw new IllegalStateException("group " + id + " cannot go from " + phase + " to " + next);
    }
    previousPhase = phase;
    phase = next;
    phaseSinceMs = nowMs;
  }

  boolean isConsumerGroup() {
    return ConsumerSubscription.PROTOCOL_TYPE.equals(protocolType);
  }

  /** Whether the group reads this topic; if its subscriptions cannot be told, yes. */
  boolean isSubscribedTo(String topic) {
    return subscribedTopics == null ? isConsumerGroup() : subscribedTopics.contains(topic);
  }

  boolean knowsSubscriptions() {
    return subscribedTopics != null;
  }

  private @Nullable Set<String> computeSubscribedTopics() {
    if (!isConsumerGroup()) {
      return null;
    }
    if (members.isEmpty()) {
      return Set.of();
    }
    if (protocol == null) {
      return null;
    }
    Set<String> topics = new HashSet<>();
    for (Member member : members.values()) {
      Optional<Set<String>> subscribed = ConsumerSubscription.topics(member.metadata(protocol));
      if (subscribed.isEmpty()) {
        return null;
      }
      topics.addAll(subscribed.get());
    }
    return topics;
  }
}
