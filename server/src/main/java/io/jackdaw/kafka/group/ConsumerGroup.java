package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.OwnedPartitions;
import io.jackdaw.kafka.group.consumer.Reconciliation;
import io.jackdaw.kafka.group.consumer.ResolvedRegex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A group whose partitions the broker assigns (KIP-848). Changed by records alone, so that what is
 * in the log is what is here; only what is known of the topics' catalogue is soft.
 *
 * <pre>
 *   Empty ── a member joins ──▶ Assigning ── targets computed ──▶ Reconciling ── all arrived ──▶ Stable
 *     ▲                            ▲                                                              │
 *     └── the last one leaves      └───────── members, subscriptions or topics change ◀───────────┘
 * </pre>
 */
final class ConsumerGroup implements Reconciliation.Owners {
  private static final MemberMetadata UNTOLD =
      new MemberMetadata(null, null, "", "", new TreeSet<>(), "", -1, null, null);

  /** As in Apache Kafka 4.3: whoever comes to read nothing does not count it up. */
  private static final int FIRST_EPOCH = 1;

  private final String id;
  private int epoch = FIRST_EPOCH;
  private long metadataHash;
  private int targetEpoch;
  private long targetTimestampMs;
  private boolean hasOldTopics;
  private long regexesResolvedMs;
  private int classicMembers;

  private final SeenCatalog catalog = new SeenCatalog();
  private final Map<String, ConsumerMember> members = new LinkedHashMap<>();
  private final Map<String, String> staticMembers = new HashMap<>();
  private final Map<String, Assignment> targets = new HashMap<>();
  private final Map<Uuid, Map<Integer, String>> holders = new HashMap<>();
  private final Map<String, ResolvedRegex> regexes = new HashMap<>();
  private final Map<String, Integer> namesRead = new HashMap<>();
  private final Map<String, Integer> regexesRead = new HashMap<>();

  ConsumerGroup(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /** Counts the changes that need new targets. */
  int epoch() {
    return epoch;
  }

  long metadataHash() {
    return metadataHash;
  }

  /** Group epoch that the targets were computed for. */
  int targetEpoch() {
    return targetEpoch;
  }

  /** When the targets were computed; 0 unknown. */
  long targetTimestampMs() {
    return targetTimestampMs;
  }

  /** Whether a record of the topics is in the log, as Kafka wrote it before 4.1. */
  boolean hasOldTopics() {
    return hasOldTopics;
  }

  SeenCatalog catalog() {
    return catalog;
  }

  long regexesResolvedMs() {
    return regexesResolvedMs;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  int size() {
    return members.size();
  }

  /** In the order they came. */
  Collection<ConsumerMember> members() {
    return Collections.unmodifiableCollection(members.values());
  }

  @Nullable ConsumerMember member(String memberId) {
    return members.get(memberId);
  }

  @Nullable ConsumerMember staticMember(@Nullable String instanceId) {
    String memberId = instanceId == null ? null : staticMembers.get(instanceId);
    return memberId == null ? null : members.get(memberId);
  }

  Assignment target(String memberId) {
    return targets.getOrDefault(memberId, Assignment.NONE);
  }

  @Override
  public boolean isHeld(Uuid topic, int partition) {
    Map<Integer, String> ofTopic = holders.get(topic);
    return ofTopic != null && ofTopic.containsKey(partition);
  }

  /** Members that speak the classic protocol. */
  int classicMembers() {
    return classicMembers;
  }

  Map<String, ResolvedRegex> regexes() {
    return Collections.unmodifiableMap(regexes);
  }

  int readersOf(String regex) {
    return regexesRead.getOrDefault(regex, 0);
  }

  Collection<String> regexesRead() {
    return new ArrayList<>(regexesRead.keySet());
  }

  Collection<String> namesRead() {
    return new ArrayList<>(namesRead.keySet());
  }

  int readersOfName(String topic) {
    return namesRead.getOrDefault(topic, 0);
  }

  boolean isSubscribedTo(String topic) {
    return namesRead.containsKey(topic)
        || regexes.values().stream().anyMatch(resolved -> resolved.topics().contains(topic));
  }

  /** As Kafka calls the group's state. */
  String state() {
    if (members.isEmpty()) {
      return "Empty";
    }
    if (epoch > targetEpoch) {
      return "Assigning";
    }
    return members.values().stream()
            .allMatch(member -> member.current().isReconciledTo(targetEpoch))
        ? "Stable"
        : "Reconciling";
  }

  /** Whether a partition that the member is to have is still held by another. */
  boolean waitsForOthers(ConsumerMember member) {
    return target(member.id()).partitions().entrySet().stream()
        .anyMatch(
            topic ->
                topic.getValue().stream()
                    .anyMatch(
                        partition ->
                            !member.current().assigned().contains(topic.getKey(), partition)
                                && isHeld(topic.getKey(), partition)));
  }

  /** Tombstones for all that is in the log of this group. */
  List<GroupRecord> tombstones() {
    List<GroupRecord> records = new ArrayList<>();
    for (ConsumerMember member : members.values()) {
      records.add(new ConsumerGroupRecord.Current(id, member.id(), null));
      records.add(new ConsumerGroupRecord.Target(id, member.id(), null));
      records.add(new ConsumerGroupRecord.Metadata(id, member.id(), null));
    }
    new TreeSet<>(regexes.keySet())
        .forEach(regex -> records.add(new ConsumerGroupRecord.Regex(id, regex, null)));
    records.add(new ConsumerGroupRecord.TargetEpochTombstone(id));
    if (hasOldTopics) {
      records.add(new ConsumerGroupRecord.Topics(id, false));
    }
    records.add(new ConsumerGroupRecord.EpochTombstone(id));
    return records;
  }

  void apply(ConsumerGroupRecord record) {
    switch (record) {
      case ConsumerGroupRecord.Epoch now -> {
        epoch = now.epoch();
        metadataHash = now.metadataHash();
      }
      case ConsumerGroupRecord.TargetEpoch now -> {
        targetEpoch = now.epoch();
        targetTimestampMs = now.timestampMs();
      }
      case ConsumerGroupRecord.Topics topics -> hasOldTopics = topics.present();
      case ConsumerGroupRecord.Metadata of -> apply(of.member(), of.value());
      case ConsumerGroupRecord.Current of -> apply(of.member(), of.value());
      case ConsumerGroupRecord.Target of -> {
        if (of.value() == null) {
          targets.remove(of.member());
        } else {
          targets.put(of.member(), of.value());
        }
      }
      case ConsumerGroupRecord.Regex of -> {
        if (of.value() == null) {
          regexes.remove(of.regex());
        } else {
          regexes.put(of.regex(), of.value());
          regexesResolvedMs = of.value().timestampMs();
        }
      }
      case ConsumerGroupRecord.EpochTombstone gone -> {
        // The owner of this group forgets it.
      }
      case ConsumerGroupRecord.TargetEpochTombstone gone -> targetEpoch = 0;
    }
  }

  private void apply(String memberId, @Nullable MemberMetadata metadata) {
    ConsumerMember before = members.get(memberId);
    if (before != null) {
      count(before, -1);
      if (before.instanceId() != null) {
        staticMembers.remove(before.instanceId(), memberId);
      }
    }
    if (metadata == null) {
      members.remove(memberId);
      if (before != null) {
        release(before);
      }
      return;
    }
    ConsumerMember now =
        before == null
            ? new ConsumerMember(memberId, metadata, CurrentAssignment.NEW)
            : before.with(metadata);
    members.put(memberId, now);
    count(now, 1);
    if (now.instanceId() != null) {
      staticMembers.put(now.instanceId(), memberId);
    }
  }

  private void apply(String memberId, @Nullable CurrentAssignment current) {
    ConsumerMember before = members.get(memberId);
    if (before == null && current == null) {
      return;
    }
    if (before != null) {
      release(before);
    }
    // Compaction may have left the metadata for later in the log.
    ConsumerMember now =
        (before == null ? new ConsumerMember(memberId, UNTOLD, CurrentAssignment.NEW) : before)
            .with(current == null ? CurrentAssignment.NEW : current);
    members.put(memberId, now);
    take(memberId, now.current().assigned());
    take(memberId, now.current().revoking());
  }

  private void count(ConsumerMember member, int change) {
    member.metadata().topics().forEach(topic -> count(namesRead, topic, change));
    if (member.metadata().hasRegex()) {
      count(regexesRead, member.metadata().regex(), change);
    }
    if (member.speaksClassic()) {
      classicMembers += change;
    }
  }

  private static void count(Map<String, Integer> counts, String what, int change) {
    counts.merge(what, change, (one, other) -> one + other == 0 ? null : one + other);
  }

  private void take(String memberId, OwnedPartitions owned) {
    owned
        .epochs()
        .forEach(
            (topic, partitions) -> {
              Map<Integer, String> ofTopic = holders.computeIfAbsent(topic, t -> new HashMap<>());
              partitions.keySet().forEach(partition -> ofTopic.put(partition, memberId));
            });
  }

  private void release(ConsumerMember member) {
    release(member.id(), member.current().assigned());
    release(member.id(), member.current().revoking());
  }

  private void release(String memberId, OwnedPartitions owned) {
    owned
        .epochs()
        .forEach(
            (topic, partitions) -> {
              Map<Integer, String> ofTopic = holders.get(topic);
              if (ofTopic != null) {
                partitions.keySet().forEach(partition -> ofTopic.remove(partition, memberId));
                if (ofTopic.isEmpty()) {
                  holders.remove(topic);
                }
              }
            });
  }
}
