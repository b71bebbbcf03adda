package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.log.AppendResult;
import io.jackdaw.log.TransactionMarker;
import io.jackdaw.time.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;

/** Markers for partitions that this broker leads; those of groups go through their coordinator. */
public final class PartitionMarkers implements MarkerTarget {
  private static final long COMMIT_TIMEOUT_MS = 30_000;

  private final Partitions partitions;
  private final GroupCoordinator groups;
  private final ClusterView cluster;
  private final EventLoop timers;

  /**
   * @param timers bounds the wait for other replicas
   */
  public PartitionMarkers(
      Partitions partitions, GroupCoordinator groups, ClusterView cluster, EventLoop timers) {
    this.partitions = partitions;
    this.groups = groups;
    this.cluster = cluster;
    this.timers = timers;
  }

  @Override
  public CompletionStage<Errors> write(TopicPartition name, TransactionMarker marker) {
    Partition partition = partitions.find(name.topic(), name.partition());
    if (partition == null) {
      return CompletableFuture.completedFuture(partitions.absence(name.topic(), name.partition()));
    }
    if (name.topic().equals(Topic.GROUP_METADATA_TOPIC_NAME)) {
      return groups.endTransaction(name.partition(), marker).thenApply(PartitionMarkers::asLeader);
    }
    Errors refusal = partition.check(-1);
    if (refusal != Errors.NONE) {
      return CompletableFuture.completedFuture(refusal);
    }
    return switch (partition.end(marker, partition.leaderEpoch())) {
      case AppendResult.Appended appended ->
          partition.committed(appended.lastOffset(), COMMIT_TIMEOUT_MS, timers);
      case AppendResult.Duplicate duplicate ->
          partition.committed(duplicate.lastOffset(), COMMIT_TIMEOUT_MS, timers);
      case AppendResult.Refused refused -> CompletableFuture.completedFuture(refused.error());
    };
  }

  /** A transaction coordinator knows leaders of partitions, not coordinators of groups. */
  private static Errors asLeader(Errors error) {
    return switch (error) {
      case COORDINATOR_NOT_AVAILABLE, COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR ->
          Errors.NOT_LEADER_OR_FOLLOWER;
      default -> error;
    };
  }

  @Override
  public boolean exists(TopicPartition partition) {
    return cluster.image().partition(partition.topic(), partition.partition()) != null;
  }
}
