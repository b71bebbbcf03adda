package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.GroupRecord.GroupDowngrade;
import io.jackdaw.kafka.group.GroupRecord.GroupTombstone;
import io.jackdaw.kafka.group.GroupSnapshot.MemberSnapshot;
import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.MemberState;
import io.jackdaw.kafka.group.consumer.OwnedPartitions;
import io.jackdaw.kafka.group.consumer.SupportedProtocol;
import io.jackdaw.kafka.group.consumer.TopicCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Takes a group from one protocol to the other while members are in it: up when the first member
 * comes that speaks the new one, down when the last of these goes. Source: KIP-848, "Migrating from
 * the old protocol".
 */
final class Migration {
  private final ConsumerGroupConfig config;
  private final int classicMaxSize;
  private final TopicCatalog topics;

  Migration(GroupConfig config, TopicCatalog topics) {
    this.config = config.consumer();
    this.classicMaxSize = config.maxSize();
    this.topics = topics;
  }

  /** Whether a classic member may come into a group of the new protocol. */
  boolean letsClassicIn() {
    return config.migration() != ConsumerGroupConfig.Migration.DISABLED;
  }

  /**
   * The consumer group that a classic group becomes.
   *
   * @param records takes what makes it one
   * @throws org.apache.kafka.common.errors.ApiException GROUP_ID_NOT_FOUND if it cannot
   */
  ConsumerGroup upgraded(ClassicGroup classic, List<GroupRecord> records) {
    ConsumerGroup group = new ConsumerGroup(classic.id());
    records.add(new GroupTombstone(classic.id()));
    if (classic.is(GroupPhase.EMPTY) || classic.is(GroupPhase.DEAD)) {
      return group;
    }
    checkUpgrade(classic);
    List<ConsumerGroupRecord> made = new ArrayList<>();
    for (Member member : classic.members()) {
      ConsumerSubscription subscription = subscription(classic, member);
      Map<Uuid, Map<Integer, Integer>> owned = owned(classic, member);
      String id = classic.id();
      made.add(new ConsumerGroupRecord.Metadata(id, member.id(), metadata(member, subscription)));
      Map<Uuid, Set<Integer>> target = new HashMap<>();
      owned.forEach((topic, of) -> target.put(topic, new TreeSet<>(of.keySet())));
      made.add(new ConsumerGroupRecord.Target(id, member.id(), new Assignment(target)));
      made.add(
          new ConsumerGroupRecord.Current(
              id,
              member.id(),
              new CurrentAssignment(
                  classic.generation(),
                  classic.generation(),
                  MemberState.STABLE,
                  new OwnedPartitions(owned),
                  OwnedPartitions.NONE)));
    }
    made.add(new ConsumerGroupRecord.Epoch(classic.id(), classic.generation(), 0));
    made.add(new ConsumerGroupRecord.TargetEpoch(classic.id(), classic.generation(), 0));
    made.forEach(group::apply);
    records.addAll(made);
    return group;
  }

  private void checkUpgrade(ClassicGroup classic) {
    String why =
        !config.migration().up()
            ? "online upgrade is disabled."
            : !classic.isConsumerGroup()
                ? "the group does not use the consumer embedded protocol."
                : classic.size() > config.maxSize()
                    ? "the group size exceeds the consumer group maximum size."
                    : null;
    if (why != null) {
      throw cannotUpgrade(classic, why);
    }
  }

  private static RuntimeException cannotUpgrade(ClassicGroup classic, String why) {
    return Errors.GROUP_ID_NOT_FOUND.exception(
        "Cannot upgrade classic group %s to consumer group because %s"
            .formatted(classic.id(), why));
  }

  private static ConsumerSubscription subscription(ClassicGroup classic, Member member) {
    String protocol = classic.protocol();
    byte[] said =
        protocol == null || !member.supports(protocol)
            ? member.protocols().getFirst().metadata()
            : member.metadata(protocol);
    return ConsumerSubscription.parse(said).orElseThrow(() -> malformed(classic));
  }

  private static RuntimeException malformed(ClassicGroup classic) {
    return cannotUpgrade(classic, "the embedded consumer protocol is malformed.");
  }

  private Map<Uuid, Map<Integer, Integer>> owned(ClassicGroup classic, Member member) {
    Map<String, List<Integer>> assigned =
        ConsumerAssignment.parse(member.assignment()).orElseThrow(() -> malformed(classic));
    Map<Uuid, Map<Integer, Integer>> owned = new HashMap<>();
    assigned.forEach(
        (name, partitions) -> {
          TopicCatalog.Facts facts = topics.find(name);
          if (facts != null && !partitions.isEmpty()) {
            Map<Integer, Integer> ofTopic = new HashMap<>();
            partitions.forEach(partition -> ofTopic.put(partition, classic.generation()));
            owned.put(facts.id(), ofTopic);
          }
        });
    return owned;
  }

  private static MemberMetadata metadata(Member member, ConsumerSubscription subscription) {
    return new MemberMetadata(
        member.instanceId(),
        subscription.rack(),
        member.clientId(),
        member.clientHost(),
        new TreeSet<>(subscription.topics()),
        "",
        member.rebalanceTimeoutMs(),
        null,
        new MemberMetadata.Classic(member.sessionTimeoutMs(), member.protocols()));
  }

  /** Whether none but classic members are left, and may go back to their own protocol. */
  boolean mustDowngrade(ConsumerGroup group, List<ConsumerMember> leaving) {
    long leavingClassic = leaving.stream().filter(ConsumerMember::speaksClassic).count();
    int left = group.size() - leaving.size();
    return left > 0
        && leavingClassic < leaving.size()
        && group.classicMembers() - leavingClassic == left
        && config.migration().down()
        && left <= classicMaxSize;
  }

  /** Whether the group's only member of the new protocol is the one that is replaced. */
  boolean mustDowngrade(ConsumerGroup group, ConsumerMember replaced) {
    return !replaced.speaksClassic()
        && group.classicMembers() == group.size() - 1
        && config.migration().down()
        && group.size() <= classicMaxSize;
  }

  /** The classic group that is left when these go; its members are to be called together. */
  List<GroupRecord> downgraded(ConsumerGroup group, List<ConsumerMember> leaving, long nowMs) {
    Set<String> gone = new HashSet<>();
    leaving.forEach(member -> gone.add(member.id()));
    return downgraded(group, gone, null, true, nowMs);
  }

  /**
   * The classic group in place of a consumer group.
   *
   * @param gone ids of members that are in it no longer
   * @param joining who is in it from now on
   * @param rebalance whether to call the members together; done anyhow if one of them has not
   *     arrived at its target
   */
  List<GroupRecord> downgraded(
      ConsumerGroup group,
      Set<String> gone,
      @Nullable ConsumerMember joining,
      boolean rebalance,
      long nowMs) {
    List<GroupRecord> records = new ArrayList<>(group.tombstones());
    List<ConsumerMember> members = new ArrayList<>();
    for (ConsumerMember member : group.members()) {
      if (!gone.contains(member.id())) {
        members.add(member);
      }
    }
    if (joining != null) {
      members.add(joining);
    }
    String protocol = commonProtocol(members);
    List<MemberSnapshot> snapshots = new ArrayList<>();
    for (ConsumerMember member : members) {
      snapshots.add(snapshot(member, protocol));
    }
    records.add(
        new GroupDowngrade(
            group.id(),
            new GroupSnapshot(
                ConsumerSubscription.PROTOCOL_TYPE,
                group.epoch(),
                protocol,
                members.getFirst().id(),
                nowMs,
                snapshots),
            rebalance || !members.stream().allMatch(member -> hasArrived(group, member))));
    return records;
  }

  private static boolean hasArrived(ConsumerGroup group, ConsumerMember member) {
    return member.current().isReconciledTo(group.epoch());
  }

  private static String commonProtocol(List<ConsumerMember> members) {
    for (SupportedProtocol candidate : classic(members.getFirst()).protocols()) {
      boolean common =
          members.stream()
              .allMatch(
                  member ->
                      classic(member).protocols().stream()
                          .anyMatch(protocol -> protocol.name().equals(candidate.name())));
      if (common) {
        return candidate.name();
      }
    }
    return classic(members.getFirst()).favourite().name();
  }

  private MemberSnapshot snapshot(ConsumerMember member, String protocol) {
    MemberMetadata.Classic classic = classic(member);
    byte[] said =
        classic.protocols().stream()
            .filter(candidate -> candidate.name().equals(protocol))
            .findFirst()
            .orElse(classic.favourite())
            .metadata();
    return new MemberSnapshot(
        member.id(),
        member.instanceId(),
        member.metadata().clientId(),
        member.metadata().clientHost(),
        member.metadata().rebalanceTimeoutMs(),
        classic.sessionTimeoutMs(),
        said,
        encoded(member));
  }

  private static MemberMetadata.Classic classic(ConsumerMember member) {
    MemberMetadata.Classic classic = member.metadata().classic();
    if (classic == null) {
      throw new IllegalStateException("member " + member.id() + " does not speak classic");
    }
    return classic;
  }

  /** What the member may read, as its own protocol has it. */
  byte[] encoded(ConsumerMember member) {
    int version =
        ConsumerSubscription.parse(classic(member).favourite().metadata())
            .map(ConsumerSubscription::version)
            .orElse(0);
    Map<String, Set<Integer>> byName = new TreeMap<>();
    member
        .current()
        .assigned()
        .epochs()
        .forEach(
            (topic, partitions) -> {
              TopicCatalog.Facts facts = topics.find(topic);
              if (facts != null) {
                byName.put(facts.name(), new TreeSet<>(partitions.keySet()));
              }
            });
    return ConsumerAssignment.encode(version, byName);
  }
}
