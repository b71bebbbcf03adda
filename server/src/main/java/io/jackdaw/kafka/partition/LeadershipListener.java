package io.jackdaw.kafka.partition;

import io.jackdaw.kafka.TopicPartition;

/**
 * Is told what this broker leads. Called on the thread that follows the cluster, in order for each
 * partition; returns soon.
 */
public interface LeadershipListener {
  /** This broker leads the partition from here on, or leads it under a new epoch. */
  void elected(Partition partition, int leaderEpoch);

  /** This broker leads the partition no longer. */
  void resigned(TopicPartition name);
}
