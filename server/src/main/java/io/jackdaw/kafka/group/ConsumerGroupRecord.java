package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignment;
import io.jackdaw.kafka.group.consumer.CurrentAssignment;
import io.jackdaw.kafka.group.consumer.MemberMetadata;
import io.jackdaw.kafka.group.consumer.ResolvedRegex;
import org.jspecify.annotations.Nullable;

/**
 * A record of a consumer group (KIP-848); a null value is a tombstone. Any of them may come without
 * the others, and in any order, once the log has been compacted.
 */
sealed interface ConsumerGroupRecord extends GroupRecord {
  /**
   * Kind 3: the group itself.
   *
   * @param metadataHash of the topics it reads, as they were then
   */
  record Epoch(String group, int epoch, long metadataHash) implements ConsumerGroupRecord {}

  record EpochTombstone(String group) implements ConsumerGroupRecord {}

  /** Kind 4: topics as coordinators before Kafka 4.1 kept them; never written, only removed. */
  record Topics(String group, boolean present) implements ConsumerGroupRecord {}

  /** Kind 5. */
  record Metadata(String group, String member, @Nullable MemberMetadata value)
      implements ConsumerGroupRecord {}

  /**
   * Kind 6: epoch of the targets.
   *
   * @param timestampMs when they were computed; 0 unknown
   */
  record TargetEpoch(String group, int epoch, long timestampMs) implements ConsumerGroupRecord {}

  record TargetEpochTombstone(String group) implements ConsumerGroupRecord {}

  /** Kind 7. */
  record Target(String group, String member, @Nullable Assignment value)
      implements ConsumerGroupRecord {}

  /** Kind 8. */
  record Current(String group, String member, @Nullable CurrentAssignment value)
      implements ConsumerGroupRecord {}

  /** Kind 16. */
  record Regex(String group, String regex, @Nullable ResolvedRegex value)
      implements ConsumerGroupRecord {}
}
