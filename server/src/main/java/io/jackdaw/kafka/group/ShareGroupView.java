package io.jackdaw.kafka.group;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/**
 * A share group as those see it who look after its offsets.
 *
 * @param error GROUP_ID_NOT_FOUND for another kind of group, or none; or why nobody can say
 * @param message says more about an error
 * @param empty whether it has no members
 * @param initialized partitions whose state is stored, by topic
 */
public record ShareGroupView(
    Errors error, String message, boolean empty, int epoch, Map<Uuid, Topic> initialized) {
  /** Partitions of a topic. */
  public record Topic(String name, SortedSet<Integer> partitions) {}

  /** Those partitions by topic. */
  public Map<Uuid, SortedSet<Integer>> partitions() {
    Map<Uuid, SortedSet<Integer>> partitions = new HashMap<>();
    initialized.forEach((id, topic) -> partitions.put(id, topic.partitions()));
    return partitions;
  }

  /** The same of a group that nobody is in, and NON_EMPTY_GROUP of any other. */
  public ShareGroupView onlyIfEmpty(String groupId) {
    return empty
        ? this
        : refused(Errors.NON_EMPTY_GROUP, "Group %s is not empty.".formatted(groupId));
  }

  static ShareGroupView refused(Errors error) {
    return refused(error, error.message());
  }

  static ShareGroupView refused(Errors error, String message) {
    return new ShareGroupView(error, message, true, 0, Map.of());
  }
}
