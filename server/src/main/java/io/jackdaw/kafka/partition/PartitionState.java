package io.jackdaw.kafka.partition;

import io.jackdaw.kafka.metadata.PartitionImage;
import java.util.List;
import org.apache.kafka.common.Uuid;

/**
 * What the cluster has decided about a partition, as one of its brokers sees it.
 *
 * @param leads whether this broker is the leader
 * @param leaderEpoch −1 before the first decision
 * @param epochStartOffset end of the log when this broker became leader
 */
record PartitionState(
    Uuid topicId,
    boolean leads,
    int leaderEpoch,
    List<Integer> isr,
    int replicas,
    long epochStartOffset) {

  static PartitionState undecided() {
    return new PartitionState(Uuid.ZERO_UUID, false, -1, List.of(), 0, -1);
  }

  static PartitionState of(Uuid topicId, PartitionImage image, int brokerId, long epochStart) {
    return new PartitionState(
        topicId,
        image.leader() == brokerId,
        image.leaderEpoch(),
        image.isr(),
        image.replicas().size(),
        epochStart);
  }

  PartitionState retired() {
    return new PartitionState(topicId, false, leaderEpoch, isr, replicas, epochStartOffset);
  }

  /** Whether what is in the leader's log is in every in-sync replica's. */
  boolean leadsAlone() {
    return leads && isr.size() <= 1;
  }

  /** A topic with fewer replicas than are required in sync needs all it has. */
  boolean hasEnoughInSync(int minInsyncReplicas) {
    return isr.size() >= Math.min(minInsyncReplicas, replicas);
  }
}
