package io.jackdaw.kafka.share;

import io.jackdaw.kafka.group.ShareStates;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicCreation;
import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.share.state.ShareState;
import io.jackdaw.kafka.share.state.ShareStateAnswer;
import io.jackdaw.kafka.share.state.ShareStateKey;
import io.jackdaw.time.EventLoop;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of whole groups in the share coordinator of this broker, whose topic is created when
 * the first state begins. Any thread.
 */
public final class StoredShares implements ShareStates {
  private static final Logger LOG = LoggerFactory.getLogger(StoredShares.class);
  private static final int READY_TIMEOUT_MS = 5_000;

  /** State epoch of what begins because a group begins to read it. */
  private static final int FIRST_STATE_EPOCH = 0;

  private final ShareCoordinator coordinator;
  private final ClusterView cluster;
  private final TopicCreation topics;
  private final EventLoop timers;

  public StoredShares(
      ShareCoordinator coordinator, ClusterView cluster, TopicCreation topics, EventLoop timers) {
    this.coordinator = coordinator;
    this.cluster = cluster;
    this.topics = topics;
    this.timers = timers;
  }

  @Override
  public CompletionStage<Map<Uuid, Set<Integer>>> initialize(
      String group, Map<Uuid, Set<Integer>> partitions) {
    return initialize(
            keys(group, partitions), key -> FIRST_STATE_EPOCH, key -> ShareState.NO_OFFSET)
        .thenApply(
            errors -> {
              Map<Uuid, Set<Integer>> begun = new HashMap<>();
              errors.forEach(
                  (key, error) -> {
                    // Fenced: it has begun, and was moved since.
                    if (error == Errors.NONE || error == Errors.FENCED_STATE_EPOCH) {
                      begun
                          .computeIfAbsent(key.topic(), topic -> new TreeSet<>())
                          .add(key.partition());
                    } else {
                      LOG.warn("State of share partition {} cannot begin: {}", key, error);
                    }
                  });
              return begun;
            });
  }

  @Override
  public CompletionStage<Boolean> end(String group, Map<Uuid, ? extends Set<Integer>> partitions) {
    return delete(keys(group, partitions))
        .thenApply(errors -> errors.values().stream().allMatch(error -> error == Errors.NONE));
  }

  /** Begins states, or begins them anew. */
  public CompletionStage<Map<ShareStateKey, Errors>> initialize(
      List<ShareStateKey> keys,
      Function<ShareStateKey, Integer> stateEpochs,
      Function<ShareStateKey, Long> startOffsets) {
    return topic()
        .thenCompose(
            error ->
                all(
                    keys,
                    key ->
                        error == Errors.NONE
                            ? ready(key)
                                .thenCompose(
                                    loaded ->
                                        loaded == Errors.NONE
                                            ? coordinator
                                                .initialize(
                                                    key,
                                                    stateEpochs.apply(key),
                                                    startOffsets.apply(key))
                                                .thenApply(ShareStateAnswer::error)
                                            : CompletableFuture.completedFuture(loaded))
                            : CompletableFuture.completedFuture(error)));
  }

  /** Forgets all that is stored of these. */
  public CompletionStage<Map<ShareStateKey, Errors>> delete(List<ShareStateKey> keys) {
    return all(keys, key -> coordinator.delete(key).thenApply(ShareStateAnswer::error));
  }

  /** What is stored of these, without their batches' meaning to anybody. */
  public CompletionStage<Map<ShareStateKey, ShareStateAnswer>> summaries(List<ShareStateKey> keys) {
    return all(keys, coordinator::summary);
  }

  /** The keys of a group's partitions. */
  public static List<ShareStateKey> keys(
      String group, Map<Uuid, ? extends Set<Integer>> partitions) {
    return partitions.entrySet().stream()
        .flatMap(
            topic ->
                topic.getValue().stream()
                    .map(index -> new ShareStateKey(group, topic.getKey(), index)))
        .toList();
  }

  private CompletionStage<Errors> topic() {
    if (cluster.image().topic(Topic.SHARE_GROUP_STATE_TOPIC_NAME) != null) {
      return CompletableFuture.completedFuture(Errors.NONE);
    }
    return topics
        .createWithDefaults(Topic.SHARE_GROUP_STATE_TOPIC_NAME)
        .thenApply(
            outcome ->
                outcome.error() == Errors.TOPIC_ALREADY_EXISTS ? Errors.NONE : outcome.error());
  }

  /** A coordinator that is just coming up is waited for. */
  private CompletionStage<Errors> ready(ShareStateKey key) {
    CompletableFuture<Errors> ready = new CompletableFuture<>();
    EventLoop.Timeout timeout =
        timers.schedule(READY_TIMEOUT_MS, () -> ready.complete(Errors.COORDINATOR_NOT_AVAILABLE));
    coordinator
        .ready(key.text())
        .thenAccept(
            error -> {
              timeout.cancel();
              ready.complete(error);
            });
    return ready;
  }

  private static <T> CompletionStage<Map<ShareStateKey, T>> all(
      List<ShareStateKey> keys, Function<ShareStateKey, CompletionStage<T>> operation) {
    CompletionStage<Map<ShareStateKey, T>> all =
        CompletableFuture.completedFuture(new LinkedHashMap<>());
    for (ShareStateKey key : keys) {
      all =
          all.thenCombine(
              operation.apply(key),
              (answers, answer) -> {
                answers.put(key, answer);
                return answers;
              });
    }
    return all;
  }
}
