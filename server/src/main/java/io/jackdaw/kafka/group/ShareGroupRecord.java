package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignment;
import java.util.Map;
import java.util.SortedSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A record of a share group (KIP-932); a null value is a tombstone. */
sealed interface ShareGroupRecord extends GroupRecord {
  /** Kind 10. */
  record Metadata(String group, String member, ShareMember.@Nullable Metadata value)
      implements ShareGroupRecord {}

  /**
   * Kind 11: the group itself.
   *
   * @param metadataHash of what it reads, as it was then
   */
  record Epoch(String group, int epoch, long metadataHash) implements ShareGroupRecord {}

  record EpochTombstone(String group) implements ShareGroupRecord {}

  /**
   * Kind 12: epoch of the targets.
   *
   * @param timestampMs when they were computed; 0 unknown
   */
  record TargetEpoch(String group, int epoch, long timestampMs) implements ShareGroupRecord {}

  record TargetEpochTombstone(String group) implements ShareGroupRecord {}

  /** Kind 13. */
  record Target(String group, String member, @Nullable Assignment value)
      implements ShareGroupRecord {}

  /** Kind 14; without a value for a member that is gone. */
  record Current(String group, String member, int epoch, int previousEpoch, Assignment assigned)
      implements ShareGroupRecord {}

  record CurrentTombstone(String group, String member) implements ShareGroupRecord {}

  /** Kind 15: partitions whose state exists, by topic. */
  record StatePartitions(String group, @Nullable Map<Uuid, StateTopic> initialized)
      implements ShareGroupRecord {}

  /** Partitions of a topic. */
  record StateTopic(String name, SortedSet<Integer> partitions) {}
}
