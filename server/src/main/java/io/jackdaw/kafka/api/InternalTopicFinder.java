package io.jackdaw.kafka.api;

import io.jackdaw.kafka.coordinator.KeyedCoordinator;
import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.TopicCreation;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.time.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/**
 * Finds the coordinator of a key: the leader of the key's partition of an internal topic, which is
 * created by the first who asks. If that leader is this broker the answer waits until it can serve
 * the key, so that clients are not sent away to come back.
 */
public final class InternalTopicFinder implements CoordinatorFinder {
  private static final int READY_TIMEOUT_MS = 5_000;

  private final int brokerId;
  private final String name;
  private final KeyedCoordinator coordinator;
  private final ClusterView cluster;
  private final TopicCreation topics;

  /**
   * @param name of the coordinator's internal topic
   */
  public InternalTopicFinder(
      int brokerId,
      String name,
      KeyedCoordinator coordinator,
      ClusterView cluster,
      TopicCreation topics) {
    this.brokerId = brokerId;
    this.name = name;
    this.coordinator = coordinator;
    this.cluster = cluster;
    this.topics = topics;
  }

  @Override
  public CompletionStage<Found> find(String key, String listener, EventLoop timers) {
    TopicImage topic = cluster.image().topic(name);
    if (topic != null) {
      return locate(key, listener, timers);
    }
    return topics
        .createWithDefaults(name)
        .thenCompose(
            outcome ->
                outcome.error() == Errors.NONE || outcome.error() == Errors.TOPIC_ALREADY_EXISTS
                    ? locate(key, listener, timers)
                    : refused("Topic " + name + " cannot be created: " + outcome));
  }

  private CompletionStage<Found> locate(String key, String listener, EventLoop timers) {
    ClusterImage image = cluster.image();
    PartitionImage partition = image.partition(name, coordinator.partitionOf(key));
    BrokerImage leader = partition == null ? null : image.brokers().get(partition.leader());
    if (leader == null) {
      return refused("The partition of " + name + " has no leader");
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
        ? whenReady(key, found, timers)
        : CompletableFuture.completedFuture(found);
  }

  private CompletionStage<Found> whenReady(String key, Found found, EventLoop timers) {
    CompletableFuture<Found> answer = new CompletableFuture<>();
    EventLoop.Timeout timeout =
        timers.schedule(
            READY_TIMEOUT_MS,
            () -> answer.complete(notAvailable("The coordinator is still loading")));
    coordinator
        .ready(key)
        .thenAccept(
            error -> {
              timeout.cancel();
              answer.complete(
                  error == Errors.NONE ? found : notAvailable("The coordinator cannot be loaded"));
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
