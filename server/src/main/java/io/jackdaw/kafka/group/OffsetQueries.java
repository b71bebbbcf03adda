package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.FetchedOffsets.Partition;
import io.jackdaw.kafka.group.FetchedOffsets.Topic;
import io.jackdaw.kafka.group.consumer.ConsumerMember;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Answers OffsetFetch. A group that does not exist has no offsets; that is no error. */
final class OffsetQueries {
  private static final long NO_OFFSET = -1;

  private final Offsets offsets;

  private final GroupTable groups;

  OffsetQueries(GroupTable groups, Offsets offsets) {
    this.groups = groups;
    this.offsets = offsets;
  }

  /**
   * Whether one who says that it is a member of a consumer group may ask: NONE, UNKNOWN_MEMBER_ID,
   * STALE_MEMBER_EPOCH, or ILLEGAL_GENERATION for one that speaks classic.
   *
   * @param memberId null from one who is no member, with the epoch −1
   */
  Errors check(String group, @Nullable String memberId, int memberEpoch) {
    ConsumerGroup consumer = groups.consumer(group);
    if (consumer == null || (memberId == null && memberEpoch < 0)) {
      return Errors.NONE;
    }
    ConsumerMember member = memberId == null ? null : consumer.member(memberId);
    if (member == null) {
      return Errors.UNKNOWN_MEMBER_ID;
    }
    if (memberEpoch == member.epoch()) {
      return Errors.NONE;
    }
    return member.speaksClassic() ? Errors.ILLEGAL_GENERATION : Errors.STALE_MEMBER_EPOCH;
  }

  /**
   * @param asked partitions by topic; null asks for all that have an offset
   * @param requireStable whether an offset that a transaction may yet change is refused
   */
  FetchedOffsets fetch(
      String group, @Nullable Map<String, List<Integer>> asked, boolean requireStable) {
    List<Topic> topics = new ArrayList<>();
    if (asked == null) {
      offsets
          .ofGroup(group)
          .forEach(
              (topic, partitions) ->
                  topics.add(topic(group, topic, partitions.keySet(), requireStable)));
    } else {
      asked.forEach(
          (topic, partitions) -> topics.add(topic(group, topic, partitions, requireStable)));
    }
    return new FetchedOffsets(Errors.NONE, topics);
  }

  private Topic topic(
      String group, String topic, Collection<Integer> partitions, boolean requireStable) {
    List<Partition> answers = new ArrayList<>(partitions.size());
    for (int partition : partitions) {
      OffsetKey key = new OffsetKey(group, topic, partition);
      CommittedOffset committed = offsets.find(key);
      if (requireStable && offsets.isPending(key)) {
        answers.add(none(partition, Errors.UNSTABLE_OFFSET_COMMIT));
      } else if (committed == null) {
        answers.add(none(partition, Errors.NONE));
      } else {
        answers.add(
            new Partition(
                partition,
                committed.offset(),
                committed.leaderEpoch(),
                committed.metadata(),
                Errors.NONE));
      }
    }
    return new Topic(topic, answers);
  }

  private static Partition none(int partition, Errors error) {
    return new Partition(partition, NO_OFFSET, CommittedOffset.NO_LEADER_EPOCH, "", error);
  }
}
