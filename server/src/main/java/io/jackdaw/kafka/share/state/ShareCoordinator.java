package io.jackdaw.kafka.share.state;

import io.jackdaw.kafka.coordinator.CoordinatorLog;
import io.jackdaw.kafka.coordinator.CoordinatorRuntime;
import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.KeyedCoordinator;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

/**
 * The share partitions whose state this broker keeps. Any thread; stages complete on the loop of
 * the key's shard.
 *
 * <p>What cannot be asked because this broker does not (yet) coordinate the key is answered with
 * NOT_COORDINATOR or COORDINATOR_LOAD_IN_PROGRESS.
 */
public final class ShareCoordinator
    implements KeyedCoordinator, ClusterView.Listener, AutoCloseable {
  private final CoordinatorLog log;
  private final CoordinatorRuntime<ShareStateShard, ShareStateRecord> runtime;

  /**
   * @param loops run the shards; not closed by the coordinator
   * @param loader reads partitions when this broker becomes their coordinator; may block
   */
  public ShareCoordinator(
      ShareCoordinatorConfig config,
      CoordinatorLog log,
      List<? extends EventLoop> loops,
      Executor loader,
      Clock clock) {
    this.log = log;
    this.runtime =
        new CoordinatorRuntime<>(
            log,
            new ShareStateRecordCodec(),
            (partition, leaderEpoch, timers) ->
                new ShareStateShard(
                    config, timers, offset -> log.forgetBefore(partition, leaderEpoch, offset)),
            loops,
            loader,
            clock,
            config.writeTimeoutMs());
  }

  /** Begins to follow the leadership of {@code __share_group_state}. */
  public void start() {
    runtime.start();
  }

  @Override
  public int partitionOf(String key) {
    int hash = key.hashCode();
    // What Utils.abs makes of the one number that has no positive counterpart.
    return hash == Integer.MIN_VALUE ? 0 : Math.abs(hash) % log.partitions();
  }

  @Override
  public CompletionStage<Errors> ready(String key) {
    return runtime.ready(partitionOf(key));
  }

  /** InitializeShareGroupState: NONE or FENCED_STATE_EPOCH. */
  public CompletionStage<ShareStateAnswer> initialize(
      ShareStateKey key, int stateEpoch, long startOffset) {
    return write(
        key, (shard, reply, nowMs) -> shard.initialize(key, stateEpoch, startOffset, reply, nowMs));
  }

  /** ReadShareGroupState, for a leader; those of older epochs are fenced from here on. */
  public CompletionStage<ShareStateAnswer> read(ShareStateKey key, int leaderEpoch) {
    return write(key, (shard, reply, nowMs) -> shard.read(key, leaderEpoch, reply));
  }

  /** WriteShareGroupState: complete once it is committed. */
  public CompletionStage<ShareStateAnswer> write(ShareStateWrite request) {
    return write(request.key(), (shard, reply, nowMs) -> shard.write(request, reply, nowMs));
  }

  /** DeleteShareGroupState; NONE also if there was none. */
  public CompletionStage<ShareStateAnswer> delete(ShareStateKey key) {
    return write(key, (shard, reply, nowMs) -> shard.delete(key, reply));
  }

  /** ReadShareGroupStateSummary; NONE without a state if there is none. */
  public CompletionStage<ShareStateAnswer> summary(ShareStateKey key) {
    return runtime.read(
        partitionOf(key.text()), (shard, nowMs) -> shard.summary(key), ShareStateAnswer::refused);
  }

  /** Has the states of all groups forgotten in topics that are deleted. */
  @Override
  public void changed(ClusterImage before, ClusterImage now) {
    Set<Integer> kept = runtime.partitions();
    if (kept.isEmpty() || before.topics() == now.topics()) {
      return;
    }
    Set<Uuid> gone = new HashSet<>();
    for (TopicImage topic : before.topics().values()) {
      TopicImage current = now.topic(topic.name());
      if (current == null || current.deleting() || !current.id().equals(topic.id())) {
        gone.add(topic.id());
      }
    }
    if (!gone.isEmpty()) {
      for (int partition : kept) {
        runtime.write(partition, (shard, nowMs) -> shard.topicsDeleted(gone), refused -> {});
      }
    }
  }

  /** Drops all state from memory; what waits is answered NOT_COORDINATOR. */
  @Override
  public void close() {
    runtime.close();
  }

  private CompletionStage<ShareStateAnswer> write(ShareStateKey key, Write operation) {
    CompletableFuture<ShareStateAnswer> reply = new CompletableFuture<>();
    runtime.write(
        partitionOf(key.text()),
        (shard, nowMs) -> operation.decide(shard, reply, nowMs),
        error -> reply.complete(ShareStateAnswer.refused(error)));
    return reply;
  }

  private interface Write {
    Decision<ShareStateRecord> decide(
        ShareStateShard shard, CompletableFuture<ShareStateAnswer> reply, long nowMs);
  }
}
