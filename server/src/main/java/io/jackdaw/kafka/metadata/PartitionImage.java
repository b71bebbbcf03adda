package io.jackdaw.kafka.metadata;

import java.util.List;

/**
 * A partition's assignment and, once the controller has written it, its state.
 *
 * @param replicas broker ids, the preferred leader first
 * @param leader broker id; −1 when there is none
 * @param leaderEpoch −1 while the partition has no state yet
 * @param isr in-sync replicas
 * @param partitionEpoch version of the state znode
 */
public record PartitionImage(
    List<Integer> replicas,
    List<Integer> addingReplicas,
    List<Integer> removingReplicas,
    int leader,
    int leaderEpoch,
    List<Integer> isr,
    int controllerEpoch,
    int partitionEpoch) {}
