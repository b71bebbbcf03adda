package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.FetchedOffsets.Partition;
import io.jackdaw.kafka.group.FetchedOffsets.Topic;
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

  OffsetQueries(Offsets offsets) {
    this.offsets = offsets;
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
