package io.jackdaw.kafka.share;

import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.PartitionWaiter;
import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.share.state.ShareState;
import io.jackdaw.kafka.share.state.ShareStateAnswer;
import io.jackdaw.kafka.share.state.ShareStateKey;
import io.jackdaw.kafka.share.state.ShareStateWrite;
import io.jackdaw.log.OffsetAtTime;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link SharePartition} where it is led: loaded before the first request, stored after each
 * change, its locks watched. On the loop of the shares, except {@link PartitionWaiter}.
 *
 * <pre>
 *   LOADING ──state read──▶ LOADED ──another leader, or a change that cannot be stored──▶ GIVEN UP
 *      └──────────────────────── it cannot be read ──────────────────────────────────────▶┘
 * </pre>
 *
 * <p>A change counts here at once, and is answered when it is stored. If it cannot be stored
 * nothing is undone: this is given up, and whoever asks next begins with what is stored.
 */
final class LedPartition implements PartitionWaiter {
  private static final Logger LOG = LoggerFactory.getLogger(LedPartition.class);

  private final ShareStateKey key;
  private final Partition partition;
  private final int leaderEpoch;
  private final Surroundings around;
  private final CompletableFuture<Errors> loaded = new CompletableFuture<>();
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private @Nullable SharePartition deliveries;
  private int stateEpoch;
  private boolean givenUp;
  private EventLoop.Timeout lockTimer = () -> {};
  private long lockTimerMs = Long.MAX_VALUE;

  /**
   * What all of them have in common.
   *
   * @param disk for what may have to wait for the disk
   * @param whenGivenUp told of one that is not to be used any more
   */
  record Surroundings(
      ShareCoordinator states,
      ShareSettings settings,
      EventLoop loop,
      Executor disk,
      Clock clock,
      Consumer<LedPartition> whenGivenUp) {}

  LedPartition(ShareStateKey key, Partition partition, int leaderEpoch, Surroundings around) {
    this.key = key;
    this.partition = partition;
    this.leaderEpoch = leaderEpoch;
    this.around = around;
  }

  ShareStateKey key() {
    return key;
  }

  Partition partition() {
    return partition;
  }

  /** Whether it can still be used: this broker leads as it did. */
  boolean isCurrent() {
    return !givenUp
        && partition.leads()
        && partition.leaderEpoch() == leaderEpoch
        && partition.topicId().equals(key.topic());
  }

  /** Null until it is loaded. */
  @Nullable SharePartition deliveries() {
    return deliveries;
  }

  /** Completes on the loop: NONE when it is loaded. */
  CompletionStage<Errors> loaded() {
    return loaded;
  }

  void load() {
    around
        .states()
        .read(key, leaderEpoch)
        .whenComplete((answer, failure) -> around.loop().run(() -> read(answer, failure)));
  }

  private void read(@Nullable ShareStateAnswer answer, @Nullable Throwable failure) {
    ShareState state = answer == null ? null : answer.state();
    if (answer == null || answer.error() != Errors.NONE || state == null) {
      LOG.debug("Share partition {} cannot be loaded: {}", key, answer, failure);
      giveUp(answer == null ? Errors.UNKNOWN_SERVER_ERROR : forClients(answer.error()));
      return;
    }
    stateEpoch = state.stateEpoch();
    if (state.startOffset() != ShareState.NO_OFFSET) {
      begin(SharePartition.of(state.startOffset(), state.batches()));
      return;
    }
    switch (around.settings().reset(key.group())) {
      case OffsetReset.Latest latest -> begin(SharePartition.startingAt(readableEnd()));
      case OffsetReset.Earliest earliest ->
          begin(SharePartition.startingAt(partition.log().logStartOffset()));
      case OffsetReset.ByDuration by -> {
        long since = around.clock().wallMs() - by.age().toMillis();
        CompletableFuture.supplyAsync(() -> offsetSince(since), around.disk())
            .whenComplete(
                (offset, broken) ->
                    around
                        .loop()
                        .run(
                            () -> {
                              if (offset == null) {
                                LOG.error("Log of {} cannot be searched", partition, broken);
                                giveUp(Errors.KAFKA_STORAGE_ERROR);
                              } else {
                                begin(SharePartition.startingAt(offset));
                              }
                            }));
      }
    }
  }

  private long offsetSince(long timestampMs) {
    OffsetAtTime found = partition.log().offsetForTimestamp(timestampMs);
    return found == null ? readableEnd() : found.offset();
  }

  /** Where those stop who read what this group reads. */
  long readableEnd() {
    return around.settings().committedOnly(key.group())
        ? partition.lastStableOffset()
        : partition.highWatermark();
  }

  private void begin(SharePartition read) {
    if (givenUp) {
      return;
    }
    deliveries = read;
    read.logStartsAt(partition.log().logStartOffset());
    var _ = store();
    loaded.complete(Errors.NONE);
    changed();
  }

  /** Follows the log, whose oldest records may have been deleted. */
  void followLog() {
    SharePartition current = deliveries;
    if (current != null) {
      current.logStartsAt(partition.log().logStartOffset());
    }
  }

  /** A member's acknowledgements; completes on the loop, once they are stored. */
  CompletionStage<Errors> acknowledge(String member, List<Acknowledgement> list) {
    return loaded.thenCompose(
        error -> {
          SharePartition current = deliveries;
          if (current == null || error != Errors.NONE) {
            return CompletableFuture.completedFuture(error);
          }
          ShareSettings settings = around.settings();
          Errors refusal =
              current.acknowledge(
                  member,
                  list,
                  settings.deliveryLimit(key.group()),
                  around.clock().monotonicMs() + settings.lockMs(key.group()));
          return refusal == Errors.NONE
              ? afterChange()
              : CompletableFuture.completedFuture(refusal);
        });
  }

  /** What a member has that is gone, others may have. */
  void giveBack(String member) {
    SharePartition current = deliveries;
    if (current != null && current.giveBack(member)) {
      var _ = afterChange();
    }
  }

  private void expireLocks() {
    lockTimerMs = Long.MAX_VALUE;
    SharePartition current = deliveries;
    if (current == null || givenUp) {
      return;
    }
    if (current.expire(
        around.clock().monotonicMs(), around.settings().deliveryLimit(key.group()))) {
      var _ = afterChange();
    } else {
      watchLocks();
    }
  }

  private CompletionStage<Errors> afterChange() {
    watchLocks();
    CompletionStage<Errors> stored = store();
    changed();
    return stored;
  }

  /** Stores what changed, if anything did. */
  CompletionStage<Errors> store() {
    SharePartition current = deliveries;
    StateChange change = current == null ? null : current.takeChange();
    if (change == null) {
      return CompletableFuture.completedFuture(Errors.NONE);
    }
    CompletableFuture<Errors> stored = new CompletableFuture<>();
    around
        .states()
        .write(
            new ShareStateWrite(
                key,
                stateEpoch,
                leaderEpoch,
                change.startOffset(),
                change.completeCount(),
                change.batches()))
        .whenComplete(
            (answer, failure) ->
                around
                    .loop()
                    .run(
                        () -> {
                          Errors error =
                              answer == null ? Errors.UNKNOWN_SERVER_ERROR : answer.error();
                          if (error != Errors.NONE) {
                            LOG.info("Share partition {} cannot be stored: {}", key, error);
                            giveUp(forClients(error));
                          }
                          stored.complete(forClients(error));
                        }));
    return stored;
  }

  /** Sees to it that locks end in time. */
  void watchLocks() {
    SharePartition current = deliveries;
    long next = current == null ? Long.MAX_VALUE : current.nextLockEndMs();
    if (next >= lockTimerMs) {
      return; // it will look again when it is due
    }
    lockTimer.cancel();
    lockTimerMs = next;
    lockTimer =
        around
            .loop()
            .schedule(Math.max(1, next - around.clock().monotonicMs()), () -> this.expireLocks());
  }

  /** Runs {@code waiter} on the loop whenever there may be more to acquire, until forgotten. */
  void await(Runnable waiter) {
    if (waiting.isEmpty()) {
      partition.await(this);
    }
    waiting.add(waiter);
  }

  void forget(Runnable waiter) {
    waiting.remove(waiter);
    if (waiting.isEmpty()) {
      partition.forget(this);
    }
  }

  @Override
  public void advanced(int bytes) {
    changed();
  }

  @Override
  public void changed() {
    if (woken.compareAndSet(false, true)) {
      around.loop().execute(this::wake);
    }
  }

  private void wake() {
    woken.set(false);
    new ArrayList<>(waiting).forEach(Runnable::run);
  }

  /** Not to be used any more; those who wait look again, and find another or none. */
  void giveUp(Errors error) {
    if (givenUp) {
      return;
    }
    givenUp = true;
    deliveries = null;
    lockTimer.cancel();
    around.whenGivenUp().accept(this);
    loaded.complete(error);
    changed();
  }

  /** What the failure of the coordinator means to those who speak to a leader. */
  private static Errors forClients(Errors error) {
    return switch (error) {
      case NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE ->
          Errors.COORDINATOR_NOT_AVAILABLE;
      case FENCED_LEADER_EPOCH, FENCED_STATE_EPOCH -> Errors.NOT_LEADER_OR_FOLLOWER;
      default -> error;
    };
  }
}
