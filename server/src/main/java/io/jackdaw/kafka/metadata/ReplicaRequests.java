package io.jackdaw.kafka.metadata;

import io.jackdaw.kafka.TopicPartition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Asks the controller, wherever it is, to elect leaders or to change replicas, by the znodes that
 * it watches for that. Only one such znode of a kind is there at a time: requests are added to it.
 */
public final class ReplicaRequests {
  private static final int ATTEMPTS = 5;

  private final ZookeeperClient client;
  private final ClusterFollower follower;
  private final ImageAwaiter awaiter;

  public ReplicaRequests(ZookeeperClient client, ClusterFollower follower, ImageAwaiter awaiter) {
    this.client = client;
    this.follower = follower;
    this.awaiter = awaiter;
  }

  /** Makes the first of their replicas the leaders of these partitions. */
  public CompletionStage<Errors> electPreferred(
      Collection<TopicPartition> partitions, int timeoutMs) {
    if (partitions.isEmpty()) {
      return CompletableFuture.completedStage(Errors.NONE);
    }
    return writeElection(partitions, ATTEMPTS)
        .thenCompose(
            error ->
                error != Errors.NONE
                    ? CompletableFuture.completedStage(error)
                    : awaiter
                        .await(image -> led(image, partitions), timeoutMs)
                        .thenApply(seen -> seen ? Errors.NONE : Errors.REQUEST_TIMED_OUT));
  }

  private static boolean led(ClusterImage image, Collection<TopicPartition> partitions) {
    return partitions.stream()
        .allMatch(
            it -> {
              PartitionImage partition = image.partition(it.topic(), it.partition());
              return partition == null || partition.replicas().getFirst() == partition.leader();
            });
  }

  private CompletionStage<Errors> writeElection(
      Collection<TopicPartition> partitions, int attempts) {
    return client
        .read(Znodes.PREFERRED_ELECTION)
        .thenCompose(
            reply -> {
              Znode znode = reply.value();
              Map<TopicPartition, List<Integer>> all = new LinkedHashMap<>();
              if (znode != null) {
                PartitionsZnode.decode(znode.data()).forEach(it -> all.put(it, List.of()));
              }
              partitions.forEach(it -> all.put(it, List.of()));
              return write(Znodes.PREFERRED_ELECTION, znode, PartitionsZnode.encode(all.keySet()))
                  .thenCompose(
                      written ->
                          raced(written.code()) && attempts > 1
                              ? writeElection(partitions, attempts - 1)
                              : CompletableFuture.completedStage(error(written.code())));
            });
  }

  /**
   * Gives partitions other replicas.
   *
   * @param wanted empty to take back what was asked for a partition before
   */
  public CompletionStage<Errors> reassign(
      Map<TopicPartition, Optional<List<Integer>>> wanted, int timeoutMs) {
    if (wanted.isEmpty()) {
      return CompletableFuture.completedStage(Errors.NONE);
    }
    return writeReassignment(wanted, ATTEMPTS)
        .thenCompose(
            error ->
                error == Errors.NONE
                    ? follower.caughtUp().thenApply(tree -> error)
                    : CompletableFuture.completedStage(error));
  }

  private CompletionStage<Errors> writeReassignment(
      Map<TopicPartition, Optional<List<Integer>>> wanted, int attempts) {
    return client
        .read(Znodes.REASSIGN_PARTITIONS)
        .thenCompose(
            reply -> {
              Znode znode = reply.value();
              Map<TopicPartition, List<Integer>> all = new LinkedHashMap<>();
              if (znode != null) {
                all.putAll(PartitionsZnode.decodeReplicas(znode.data()));
              }
              wanted.forEach(
                  (partition, replicas) ->
                      replicas.ifPresentOrElse(
                          it -> all.put(partition, it), () -> all.remove(partition)));
              return write(Znodes.REASSIGN_PARTITIONS, znode, PartitionsZnode.encode(all))
                  .thenCompose(
                      written ->
                          raced(written.code()) && attempts > 1
                              ? writeReassignment(wanted, attempts - 1)
                              : CompletableFuture.completedStage(error(written.code())));
            });
  }

  private CompletionStage<MultiReply> write(String path, @Nullable Znode before, byte[] data) {
    return client.write(
        before == null
            ? ZnodeWrite.create(path, data)
            : new ZnodeWrite.Write(path, data, before.version()));
  }

  private static boolean raced(Code code) {
    return code == Code.BADVERSION || code == Code.NODEEXISTS || code == Code.NONODE;
  }

  private static Errors error(Code code) {
    return code == Code.OK ? Errors.NONE : Errors.REQUEST_TIMED_OUT;
  }

  /** Replicas that were asked for and that the controller has not seen to yet. */
  public Map<TopicPartition, List<Integer>> pending() {
    return follower.tree().reassignment().content();
  }
}
