package io.jackdaw.kafka.share.state;

import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.ShardState;
import io.jackdaw.kafka.coordinator.ShardTimers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The share partitions of one partition of {@code __share_group_state}. All state comes from
 * records: a snapshot, then updates of it, until there are so many that the next record is a
 * snapshot again. What lies before the oldest snapshot is given up from time to time.
 */
final class ShareStateShard implements ShardState<ShareStateRecord> {
  /** Leader epoch of a state that no leader has read yet. */
  private static final int NO_LEADER_YET = 0;

  /** So many records between the oldest snapshot and the end are not worth a new snapshot. */
  private static final long WORTH_PRUNING = 10_000;

  private final ShareCoordinatorConfig config;
  private final ShardTimers<ShareStateRecord> timers;
  private final LongConsumer forgetBefore;
  private final Map<ShareStateKey, Kept> table = new HashMap<>();
  private long lastOffset = -1;
  private long forgotten;

  /**
   * @param forgetBefore gives up all records before an offset
   */
  ShareStateShard(
      ShareCoordinatorConfig config,
      ShardTimers<ShareStateRecord> timers,
      LongConsumer forgetBefore) {
    this.config = config;
    this.timers = timers;
    this.forgetBefore = forgetBefore;
  }

  /**
   * Begins a state, or begins it anew. A state that exists, and is to begin where its leader will
   * choose, stays: two members may have come at once.
   */
  Decision<ShareStateRecord> initialize(
      ShareStateKey key,
      int stateEpoch,
      long startOffset,
      CompletableFuture<ShareStateAnswer> reply,
      long nowMs) {
    Kept kept = table.get(key);
    if (kept != null && kept.state().stateEpoch() > stateEpoch) {
      return refuse(reply, Errors.FENCED_STATE_EPOCH, Errors.FENCED_STATE_EPOCH.message());
    }
    if (kept != null
        && kept.state().stateEpoch() == stateEpoch
        && startOffset == ShareState.NO_OFFSET) {
      return Decision.confirm(reply, ShareStateAnswer.of(kept.state()), ShareStateAnswer::refused);
    }
    ShareState state =
        new ShareState(
            kept == null ? 0 : kept.state().snapshotEpoch() + 1,
            stateEpoch,
            NO_LEADER_YET,
            startOffset,
            startOffset == ShareState.NO_OFFSET ? ShareState.NO_COUNT : 0,
            nowMs,
            nowMs,
            List.of());
    return write(new ShareStateRecord.Snapshot(key, state), reply, state);
  }

  Decision<ShareStateRecord> write(
      ShareStateWrite request, CompletableFuture<ShareStateAnswer> reply, long nowMs) {
    ShareStateKey key = request.key();
    Kept kept = table.get(key);
    if (kept == null) {
      return refuse(
          reply,
          Errors.INVALID_REQUEST,
          "Write operation on uninitialized share partition not allowed.");
    }
    if (kept.state().leaderEpoch() > request.leaderEpoch()) {
      return refuse(reply, Errors.FENCED_LEADER_EPOCH, Errors.FENCED_LEADER_EPOCH.message());
    }
    if (kept.state().stateEpoch() > request.stateEpoch()) {
      return refuse(reply, Errors.FENCED_STATE_EPOCH, Errors.FENCED_STATE_EPOCH.message());
    }
    if (!request.isSane()) {
      return refuse(reply, Errors.INVALID_REQUEST, "Offsets of the state make no sense.");
    }
    ShareState next =
        kept.state()
            .updated(
                request.leaderEpoch(),
                request.startOffset(),
                request.completeCount(),
                request.batches(),
                nowMs);
    if (kept.updates() >= config.updatesPerSnapshot()) {
      ShareState snapshot = next.snapshot(next.snapshotEpoch() + 1, nowMs);
      return write(new ShareStateRecord.Snapshot(key, snapshot), reply, snapshot);
    }
    return write(
        new ShareStateRecord.Update(
            key,
            next.snapshotEpoch(),
            request.leaderEpoch(),
            request.startOffset(),
            request.completeCount(),
            request.batches()),
        reply,
        next);
  }

  /** Tells a leader all, and refuses those before it from here on. */
  Decision<ShareStateRecord> read(
      ShareStateKey key, int leaderEpoch, CompletableFuture<ShareStateAnswer> reply) {
    Kept kept = table.get(key);
    if (kept == null) {
      return refuse(
          reply,
          Errors.INVALID_REQUEST,
          "Read operation on uninitialized share partition not allowed.");
    }
    ShareState state = kept.state();
    if (state.leaderEpoch() > leaderEpoch) {
      return refuse(reply, Errors.FENCED_LEADER_EPOCH, Errors.FENCED_LEADER_EPOCH.message());
    }
    if (state.leaderEpoch() == leaderEpoch) {
      return Decision.confirm(reply, ShareStateAnswer.of(state), ShareStateAnswer::refused);
    }
    return write(
        new ShareStateRecord.Update(
            key,
            state.snapshotEpoch(),
            leaderEpoch,
            ShareState.NO_OFFSET,
            state.completeCount(),
            List.of()),
        reply,
        state.ledBy(leaderEpoch));
  }

  ShareStateAnswer summary(ShareStateKey key) {
    Kept kept = table.get(key);
    return ShareStateAnswer.of(kept == null ? null : kept.state());
  }

  /** What is not there need not be deleted. */
  Decision<ShareStateRecord> delete(ShareStateKey key, CompletableFuture<ShareStateAnswer> reply) {
    if (!table.containsKey(key)) {
      return Decision.confirm(reply, ShareStateAnswer.of(null), ShareStateAnswer::refused);
    }
    return write(new ShareStateRecord.Tombstone(key), reply, null);
  }

  /** Forgets all groups' states of topics that are no more. */
  Decision<ShareStateRecord> topicsDeleted(Set<Uuid> topics) {
    List<ShareStateRecord> records = new ArrayList<>();
    for (ShareStateKey key : table.keySet()) {
      if (topics.contains(key.topic())) {
        records.add(new ShareStateRecord.Tombstone(key));
      }
    }
    return Decision.write(records);
  }

  private static Decision<ShareStateRecord> write(
      ShareStateRecord record,
      CompletableFuture<ShareStateAnswer> reply,
      @Nullable ShareState state) {
    return Decision.reply(
        List.of(record), reply, ShareStateAnswer.of(state), ShareStateAnswer::refused);
  }

  private static Decision<ShareStateRecord> refuse(
      CompletableFuture<ShareStateAnswer> reply, Errors error, String message) {
    reply.complete(ShareStateAnswer.refused(error, message));
    return Decision.none();
  }

  @Override
  public void replay(long offset, long producerId, ShareStateRecord record) {
    lastOffset = offset;
    switch (record) {
      case ShareStateRecord.Snapshot(ShareStateKey key, ShareState state) ->
          table.put(key, new Kept(state, offset, 0));
      case ShareStateRecord.Update update -> apply(update);
      case ShareStateRecord.Tombstone(ShareStateKey key) -> table.remove(key);
    }
  }

  private void apply(ShareStateRecord.Update update) {
    Kept kept = table.get(update.key());
    if (kept != null && update.snapshotEpoch() >= kept.state().snapshotEpoch()) {
      ShareState next =
          kept.state()
              .updated(
                  update.leaderEpoch(),
                  update.startOffset(),
                  update.completeCount(),
                  update.batches(),
                  kept.state().writtenMs());
      table.put(update.key(), new Kept(next, kept.snapshotOffset(), kept.updates() + 1));
    }
  }

  @Override
  public void replayMarker(long offset, long producerId, boolean committed) {
    // Nothing in this topic is written under a transaction.
  }

  @Override
  public void appended(long offset, ShareStateRecord record) {
    replay(offset, -1, record);
    schedulePruning();
  }

  @Override
  public void loaded(long nowMs) {
    if (!table.isEmpty()) {
      schedulePruning();
    }
  }

  @Override
  public void evicted(Errors error) {
    // Nobody waits here.
  }

  private void schedulePruning() {
    timers.scheduleIfAbsent(Timer.PRUNING, config.pruneIntervalMs(), this::prune);
  }

  private Decision<ShareStateRecord> prune(long nowMs) {
    long oldest = table.values().stream().mapToLong(Kept::snapshotOffset).min().orElse(lastOffset);
    if (oldest > forgotten) {
      forgotten = oldest;
      forgetBefore.accept(oldest);
    }
    List<ShareStateRecord> snapshots = new ArrayList<>();
    table.forEach(
        (key, kept) -> {
          if (lastOffset - kept.snapshotOffset() >= WORTH_PRUNING
              && nowMs - kept.state().writtenMs() >= config.coldSnapshotMs()) {
            int epoch = kept.state().snapshotEpoch() + 1;
            snapshots.add(new ShareStateRecord.Snapshot(key, kept.state().snapshot(epoch, nowMs)));
          }
        });
    return Decision.write(snapshots);
  }

  private enum Timer {
    PRUNING
  }

  /**
   * @param snapshotOffset where the record is that it begins with
   * @param updates records since
   */
  private record Kept(ShareState state, long snapshotOffset, int updates) {}
}
