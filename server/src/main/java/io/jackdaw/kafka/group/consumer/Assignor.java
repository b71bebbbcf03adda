package io.jackdaw.kafka.group.consumer;

import java.util.List;
import java.util.Map;

/**
 * Shares the partitions of subscribed topics out among the members of a group. Pure: the same
 * members and topics give the same assignment.
 */
public interface Assignor {
  /** As clients and {@code group.consumer.assignors} call it. */
  String name();

  /**
   * Every partition of a topic that anybody subscribes to goes to exactly one of its subscribers.
   *
   * @param members at least one
   * @return a target for each member, by id
   */
  Map<String, Assignment> assign(List<Assignee> members, TopicCatalog topics);
}
