package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.TopicCreation;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.time.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;

/**
 * Finds the coordinator of a group: the leader of the group's partition of {@code
 * __consumer_offsets}, which is created by the first who asks. If that leader is this broker the
 * answer waits until it can serve the group, so that clients are not sent away to come back.
 */
public final class GroupCoordinatorFinder implements CoordinatorFinder {
  private static final int READY_TIMEOUT_MS = 5_000;

  private final int brokerId;
  private final GroupCoordinator coordinator;
  private final ClusterView cluster;
  private final TopicCreation topics;

  public GroupCoordinatorFinder(
      int brokerId, GroupCoordinator coordinator, ClusterView cluster, TopicCreation topics) {
    this.brokerId = brokerId;
    this.coordinator = coordinator;
    this.cluster = cluster;
    this.topics = topics;
  }

  @Override
  public CompletionStage<Found> find(String group, String listener, EventLoop timers) {
    TopicImage topic = cluster.image().topic(Topic.GROUP_METADATA_TOPIC_NAME);
    if (topic != null) {
      return locate(group, listener, timers);
    }
    return topics
        .createWithDefaults(Topic.GROUP_METADATA_TOPIC_NAME)
        .thenCompose(
            outcome ->
                outcome.error() == Errors.NONE || outcome.error() == Errors.TOPIC_ALREADY_EXISTS
                    ? locate(group, listener, timers)
                    : refused("The offsets topic cannot be created: " + outcome));
  }

  private CompletionStage<Found> locate(String group, String listener, EventLoop timers) {
    ClusterImage image = cluster.image();
    PartitionImage partition =
        image.partition(Topic.GROUP_METADATA_TOPIC_NAME, coordinator.partitionOf(group));
    BrokerImage leader = partition == null ? null : image.brokers().get(partition.leader());
    if (leader == null) {
      return refused("The group's partition of the offsets topic has no leader");
    }
    Found found =
        leader
            .endpoint(listener)
            .<Found>map(endpoint -> new Found.Coordinator(leader.id(), endpoint))
            .orElseGet(
                () ->
                    new Found.Refused(
                        Errors.LISTENER_NOT_FOUND,
                        "Broker " + leader.id() + " has no listener " + listener));
    return leader.id() == brokerId
        ? whenReady(group, found, timers)
        : CompletableFuture.completedFuture(found);
  }

  private CompletionStage<Found> whenReady(String group, Found found, EventLoop timers) {
    CompletableFuture<Found> answer = new CompletableFuture<>();
    EventLoop.Timeout timeout =
        timers.schedule(
            READY_TIMEOUT_MS, () -> answer.complete(notAvailable("The group is still loading")));
    coordinator
        .ready(group)
        .thenAccept(
            error -> {
              timeout.cancel();
              answer.complete(
                  error == Errors.NONE ? found : notAvailable("The group cannot be loaded"));
            });
    return answer;
  }

  private static CompletionStage<Found> refused(String message) {
    return CompletableFuture.completedFuture(notAvailable(message));
  }

  private static Found notAvailable(String message) {
    return new Found.Refused(Errors.COORDINATOR_NOT_AVAILABLE, message);
  }
}
