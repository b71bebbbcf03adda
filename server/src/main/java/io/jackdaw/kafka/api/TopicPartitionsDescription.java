package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.PartitionImage;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a client that came in on one listener is told of a partition: whom to ask, and who is away.
 */
record TopicPartitionsDescription(ClusterImage image, String listener) {
  /** NONE, LEADER_NOT_AVAILABLE, or LISTENER_NOT_FOUND when its leader is not to be had here. */
  Errors error(PartitionImage partition) {
    BrokerImage leader = image.brokers().get(partition.leader());
    if (leader == null) {
      return Errors.LEADER_NOT_AVAILABLE;
    }
    return leader.endpoint(listener).isPresent() ? Errors.NONE : Errors.LISTENER_NOT_FOUND;
  }

  /** The leader's id; −1 when it cannot be reached. */
  int leader(PartitionImage partition) {
    return error(partition) == Errors.NONE ? partition.leader() : -1;
  }

  /** Replicas on brokers that are not alive, or not on this listener. */
  List<Integer> offline(PartitionImage partition) {
    return partition.replicas().stream().filter(id -> !isReachable(id)).toList();
  }

  boolean isReachable(int brokerId) {
    BrokerImage broker = image.brokers().get(brokerId);
    return broker != null && broker.endpoint(listener).isPresent();
  }
}
