package io.jackdaw.kafka.controller;

import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.PartitionStateZnode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who leads a partition. Pure; every result has a leader epoch one higher than before. */
final class LeaderElection {
  private static final int NO_LEADER = -1;

  private LeaderElection() {}

  /** The first state of a partition; empty while none of its replicas lives. */
  static Optional<PartitionStateZnode> first(
      PartitionImage partition, Set<Integer> live, int controllerEpoch) {
    List<Integer> isr = partition.replicas().stream().filter(live::contains).toList();
    return isr.isEmpty()
        ? Optional.empty()
        : Optional.of(new PartitionStateZnode(controllerEpoch, isr.getFirst(), 0, isr));
  }

  /** The state after brokers came or went; empty when it can stay as it is. */
  static Optional<PartitionStateZnode> afterBrokerChange(
      PartitionImage partition, Set<Integer> live, boolean unclean, int controllerEpoch) {
    List<Integer> isr = partition.isr().stream().filter(live::contains).toList();
    if (live.contains(partition.leader())) {
      return isr.size() == partition.isr().size() || !isr.contains(partition.leader())
          ? Optional.empty()
          : Optional.of(next(partition, partition.leader(), isr, controllerEpoch));
    }
    Optional<Integer> clean = partition.replicas().stream().filter(isr::contains).findFirst();
    if (clean.isPresent()) {
      return Optional.of(next(partition, clean.get(), isr, controllerEpoch));
    }
    Optional<Integer> any = partition.replicas().stream().filter(live::contains).findFirst();
    if (unclean && any.isPresent()) {
      return Optional.of(next(partition, any.get(), List.of(any.get()), controllerEpoch));
    }
    return partition.leader() == NO_LEADER
        ? Optional.empty()
        : Optional.of(next(partition, NO_LEADER, partition.isr(), controllerEpoch));
  }

  /** Leadership for the preferred replica; empty when it has it, or cannot have it. */
  static Optional<PartitionStateZnode> preferred(
      PartitionImage partition, Set<Integer> live, int controllerEpoch) {
    if (partition.replicas().isEmpty() || partition.leaderEpoch() < 0) {
      return Optional.empty();
    }
    int wanted = partition.replicas().getFirst();
    return wanted == partition.leader()
            || !live.contains(wanted)
            || !partition.isr().contains(wanted)
        ? Optional.empty()
        : Optional.of(next(partition, wanted, partition.isr(), controllerEpoch));
  }

  /** The state with fewer replicas; the leader stays if it may. */
  static Optional<PartitionStateZnode> among(
      PartitionImage partition, List<Integer> replicas, Set<Integer> live, int controllerEpoch) {
    List<Integer> isr = partition.isr().stream().filter(replicas::contains).toList();
    if (replicas.contains(partition.leader())) {
      return Optional.of(next(partition, partition.leader(), isr, controllerEpoch));
    }
    return replicas.stream()
        .filter(live::contains)
        .filter(isr::contains)
        .findFirst()
        .map(leader -> next(partition, leader, isr, controllerEpoch));
  }

  private static PartitionStateZnode next(
      PartitionImage partition, int leader, List<Integer> isr, int controllerEpoch) {
    return new PartitionStateZnode(controllerEpoch, leader, partition.leaderEpoch() + 1, isr);
  }
}
