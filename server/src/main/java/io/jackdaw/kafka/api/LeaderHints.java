package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import org.jspecify.annotations.Nullable;

/** Tells clients that asked the wrong broker where the leader is. Source: KIP-951. */
final class LeaderHints {
  private final ClusterView cluster;

  LeaderHints(ClusterView cluster) {
    this.cluster = cluster;
  }

  /** The leader as reached by those who came in on {@code listener}; null if it is not known. */
  @Nullable Hint find(String topic, int partition, String listener) {
    ClusterImage image = cluster.image();
    PartitionImage state = image.partition(topic, partition);
    if (state == null) {
      return null;
    }
    BrokerImage broker = image.brokers().get(state.leader());
    return new Hint(
        state.leader(),
        state.leaderEpoch(),
        broker == null ? null : broker.endpoint(listener).orElse(null),
        broker == null ? null : broker.rack());
  }

  /**
   * A leader.
   *
   * @param leaderId −1 if there is none
   * @param endpoint null if the leader is not alive or not on this listener
   */
  record Hint(
      int leaderId, int leaderEpoch, @Nullable BrokerEndpoint endpoint, @Nullable String rack) {}
}
