package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.ShareGroupRecord.StateTopic;
import io.jackdaw.kafka.group.consumer.Assignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A group whose members share partitions record by record (KIP-932). Changed by records alone; only
 * what is known of the topics' catalogue is soft.
 *
 * <pre>
 *   Empty ── a member joins ──▶ Stable ── the last one leaves ──▶ Empty
 * </pre>
 */
final class ShareGroup {
  private final String id;
  private int epoch;
  private long metadataHash;
  private int targetEpoch;
  private final SeenCatalog catalog = new SeenCatalog();
  private final Map<String, ShareMember> members = new LinkedHashMap<>();
  private final Map<String, Assignment> targets = new HashMap<>();
  private Map<Uuid, StateTopic> initialized = Map.of();

  ShareGroup(String id) {
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

  SeenCatalog catalog() {
    return catalog;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  int size() {
    return members.size();
  }

  /** In the order they came. */
  Collection<ShareMember> members() {
    return Collections.unmodifiableCollection(members.values());
  }

  @Nullable ShareMember member(String memberId) {
    return members.get(memberId);
  }

  Assignment target(String memberId) {
    return targets.getOrDefault(memberId, Assignment.NONE);
  }

  /** Partitions whose state the share coordinator has, by topic. */
  Map<Uuid, StateTopic> initialized() {
    return initialized;
  }

  boolean isInitialized(Uuid topic, int partition) {
    StateTopic state = initialized.get(topic);
    return state != null && state.partitions().contains(partition);
  }

  /** As Kafka calls the group's state. */
  String state() {
    return members.isEmpty() ? "Empty" : "Stable";
  }

  /** Names that members subscribe to, once {@code changed} is what it is to be. */
  SortedSet<String> topicsRead(@Nullable ShareMember changed, Collection<String> leaving) {
    SortedSet<String> read = new TreeSet<>();
    for (ShareMember member : members.values()) {
      boolean other = changed == null || !changed.id().equals(member.id());
      if (other && !leaving.contains(member.id())) {
        read.addAll(member.metadata().topics());
      }
    }
    if (changed != null) {
      read.addAll(changed.metadata().topics());
    }
    return read;
  }

  /** Tombstones for all that is in the log of this group. */
  List<GroupRecord> tombstones() {
    List<GroupRecord> records = new ArrayList<>();
    for (String member : members.keySet()) {
      records.addAll(removal(member));
    }
    records.add(new ShareGroupRecord.TargetEpochTombstone(id));
    records.add(new ShareGroupRecord.StatePartitions(id, null));
    records.add(new ShareGroupRecord.EpochTombstone(id));
    return records;
  }

  List<GroupRecord> removal(String member) {
    return List.of(
        new ShareGroupRecord.CurrentTombstone(id, member),
        new ShareGroupRecord.Target(id, member, null),
        new ShareGroupRecord.Metadata(id, member, null));
  }

  void apply(ShareGroupRecord record) {
    switch (record) {
      case ShareGroupRecord.Epoch now -> {
        epoch = now.epoch();
        metadataHash = now.metadataHash();
      }
      case ShareGroupRecord.TargetEpoch now -> targetEpoch = now.epoch();
      case ShareGroupRecord.TargetEpochTombstone gone -> targetEpoch = 0;
      case ShareGroupRecord.Metadata of -> {
        if (of.value() == null) {
          members.remove(of.member());
        } else {
          members.put(of.member(), known(of.member()).with(of.value()));
        }
      }
      case ShareGroupRecord.Current of ->
          // Compaction may have left the metadata for later in the log.
          members.put(
              of.member(), known(of.member()).at(of.epoch(), of.previousEpoch(), of.assigned()));
      case ShareGroupRecord.CurrentTombstone of ->
          members.computeIfPresent(of.member(), (member, known) -> known.at(0, 0, Assignment.NONE));
      case ShareGroupRecord.Target of -> {
        if (of.value() == null) {
          targets.remove(of.member());
        } else {
          targets.put(of.member(), of.value());
        }
      }
      case ShareGroupRecord.StatePartitions of ->
          initialized = of.initialized() == null ? Map.of() : Map.copyOf(of.initialized());
      case ShareGroupRecord.EpochTombstone gone -> {
        // The owner of this group forgets it.
      }
    }
  }

  private ShareMember known(String member) {
    return members.getOrDefault(member, ShareMember.fresh(member));
  }
}
