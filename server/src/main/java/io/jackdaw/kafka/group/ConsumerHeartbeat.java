package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignment;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.jspecify.annotations.Nullable;

/**
 * A member's heartbeat: it joins, tells what changed, or leaves.
 *
 * @param memberId empty only when it joins, from a client that lets the broker name it
 * @param memberEpoch 0 joins, −1 leaves, −2 leaves to come back
 * @param rebalanceTimeoutMs −1 unchanged
 * @param topics null unchanged
 * @param regex null unchanged, empty none
 * @param assignor null unchanged
 * @param reported partitions that the member holds; null unchanged
 * @param visible topics that an expression may find for this member; any thread
 */
public record ConsumerHeartbeat(
    String group,
    String memberId,
    int memberEpoch,
    @Nullable String instanceId,
    @Nullable String rackId,
    int rebalanceTimeoutMs,
    @Nullable Collection<String> topics,
    @Nullable String regex,
    @Nullable String assignor,
    @Nullable Assignment reported,
    String clientId,
    String clientHost,
    Predicate<String> visible) {
  static final int JOIN = 0;
  static final int LEAVE = -1;
  static final int LEAVE_FOR_NOW = -2;

  public static ConsumerHeartbeat of(
      ConsumerGroupHeartbeatRequestData request,
      String clientId,
      String clientHost,
      Predicate<String> visible) {
    return new ConsumerHeartbeat(
        request.groupId(),
        request.memberId(),
        request.memberEpoch(),
        request.instanceId(),
        request.rackId(),
        request.rebalanceTimeoutMs(),
        request.subscribedTopicNames(),
        request.subscribedTopicRegex(),
        request.serverAssignor(),
        reported(request.topicPartitions()),
        clientId,
        clientHost,
        visible);
  }

  private static @Nullable Assignment reported(
      @Nullable List<ConsumerGroupHeartbeatRequestData.TopicPartitions> topics) {
    if (topics == null) {
      return null;
    }
    Map<Uuid, Set<Integer>> partitions = new HashMap<>();
    topics.forEach(
        topic ->
            partitions
                .computeIfAbsent(topic.topicId(), id -> new TreeSet<>())
                .addAll(topic.partitions()));
    return new Assignment(partitions);
  }

  boolean joins() {
    return memberEpoch == JOIN;
  }

  /** Whether the member tells all there is to tell, and is to be told all. */
  boolean isFull() {
    return rebalanceTimeoutMs != -1 && (topics != null || regex != null) && reported != null;
  }
}
