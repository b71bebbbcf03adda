package io.jackdaw.kafka.partition;

import io.jackdaw.disk.StorageException;
import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.log.AppendOrigin;
import io.jackdaw.log.AppendResult;
import io.jackdaw.log.PartitionLog;
import io.jackdaw.log.TransactionMarker;
import io.jackdaw.log.VerificationGuard;
import io.jackdaw.time.EventLoop;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of which this broker keeps a replica.
 *
 * <pre>
 *   undecided ──leader here──▶ leading ◀──▶ following ──▶ retired (also from leading)
 * </pre>
 *
 * <p>Any thread. Leadership changes and appends exclude each other; reads take no lock. Readers see
 * records below the high watermark, which is the end of the log while this broker is alone in sync.
 */
public final class Partition {
  private static final Logger LOG = LoggerFactory.getLogger(Partition.class);
  private static final int ANY_EPOCH = -1;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final CompletionStage<Errors> COMMITTED =
      CompletableFuture.completedStage(Errors.NONE);

  private final TopicPartition name;
  private final int brokerId;
  private volatile PartitionLog log;
  private final Set<PartitionWaiter> waiters = ConcurrentHashMap.newKeySet();
  private volatile PartitionState state = PartitionState.undecided();

  Partition(TopicPartition name, int brokerId, PartitionLog log) {
    this.name = name;
    this.brokerId = brokerId;
    this.log = log;
    log.onSynced(this::synced);
  }

  public TopicPartition name() {
    return name;
  }

  /** Zero while the topic has none. */
  public Uuid topicId() {
    return state.topicId();
  }

  public PartitionLog log() {
    return log;
  }

  public boolean leads() {
    return state.leads();
  }

  /** −1 before the first leader. */
  public int leaderEpoch() {
    return state.leaderEpoch();
  }

  /** Records before it are committed. */
  public long highWatermark() {
    return log.highWatermark();
  }

  /** Where readers of committed transactions stop. */
  public long lastStableOffset() {
    return Math.min(log.lastStableOffset(), log.highWatermark());
  }

  /** Whether the high watermark has reached what was in the log when this leader began. */
  public boolean knowsItsEnd() {
    return highWatermark() >= state.epochStartOffset();
  }

  /**
   * Whether a request may be served here.
   *
   * @param claimedEpoch the leader epoch that the client knows; −1 if it does not say
   * @return NONE, FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH or NOT_LEADER_OR_FOLLOWER. Source:
   *     KIP-320
   */
  public Errors check(int claimedEpoch) {
    PartitionState now = state;
    if (claimedEpoch != ANY_EPOCH && claimedEpoch < now.leaderEpoch()) {
      return Errors.FENCED_LEADER_EPOCH;
    }
    if (claimedEpoch > now.leaderEpoch()) {
      return Errors.UNKNOWN_LEADER_EPOCH;
    }
    return now.leads() ? Errors.NONE : Errors.NOT_LEADER_OR_FOLLOWER;
  }

  /**
   * Appends as leader and wakes those who wait for records.
   *
   * @param records as {@link PartitionLog#append} wants them
   * @param toAllInSync refuse, when too few replicas are in sync, before anything is written
   */
  public AppendResult append(ByteBuffer records, AppendOrigin origin, boolean toAllInSync) {
    return append(records, origin, toAllInSync, ANY_EPOCH);
  }

  /**
   * Appends as {@link #append(ByteBuffer, AppendOrigin, boolean)} does, if this broker still leads
   * under {@code leaderEpoch}, and refuses with NOT_LEADER_OR_FOLLOWER otherwise.
   */
  public AppendResult append(
      ByteBuffer records, AppendOrigin origin, boolean toAllInSync, int leaderEpoch) {
    return append(records, origin, toAllInSync, leaderEpoch, null);
  }

  /**
   * Appends as the others do.
   *
   * @param guard what {@link PartitionLog#verify} gave, for a batch of a transaction
   */
  public AppendResult append(
      ByteBuffer records,
      AppendOrigin origin,
      boolean toAllInSync,
      int leaderEpoch,
      @Nullable VerificationGuard guard) {
    return change(records, origin, toAllInSync, leaderEpoch, guard, null);
  }

  /**
   * Ends a producer's transaction here, as {@link PartitionLog#end} does, and wakes those who wait
   * for records. Too few replicas in sync are no reason to refuse: the transaction has ended.
   */
  public AppendResult end(TransactionMarker marker, int leaderEpoch) {
    return change(NOTHING, AppendOrigin.COORDINATOR, false, leaderEpoch, null, marker);
  }

  private AppendResult change(
      ByteBuffer records,
      AppendOrigin origin,
      boolean toAllInSync,
      int leaderEpoch,
      @Nullable VerificationGuard guard,
      @Nullable TransactionMarker marker) {
    AppendResult result;
    boolean advanced;
    synchronized (this) {
      PartitionState now = state;
      if (!now.leads() || (leaderEpoch != ANY_EPOCH && leaderEpoch != now.leaderEpoch())) {
        return refused(Errors.NOT_LEADER_OR_FOLLOWER);
      }
      if (toAllInSync && !now.hasEnoughInSync(log.config().minInsyncReplicas())) {
        return refused(Errors.NOT_ENOUGH_REPLICAS);
      }
      try {
        result =
            marker == null
                ? log.append(records, now.leaderEpoch(), origin, guard)
                : log.end(marker, now.leaderEpoch());
      } catch (StorageException failure) {
        LOG.error("Append failed topic={} partition={}", name.topic(), name.partition(), failure);
        return refused(Errors.KAFKA_STORAGE_ERROR);
      }
      advanced = advanceIfAlone(now);
    }
    if (advanced) {
      // A marker is small, but what it lets readers of committed transactions see is not.
      wake(marker == null ? records.remaining() : Integer.MAX_VALUE);
    }
    return result;
  }

  /**
   * Completes when all records up to {@code lastOffset} are committed: with NONE, or
   * NOT_ENOUGH_REPLICAS_AFTER_APPEND, NOT_LEADER_OR_FOLLOWER, or after the time-out
   * REQUEST_TIMED_OUT. It is complete at once while this broker is alone in sync.
   *
   * @param lastOffset inclusive
   * @param timers loop that keeps the time-out
   */
  public CompletionStage<Errors> committed(long lastOffset, long timeoutMs, EventLoop timers) {
    Errors outcome = commitOutcome(lastOffset);
    if (outcome != null) {
      return outcome == Errors.NONE ? COMMITTED : CompletableFuture.completedStage(outcome);
    }
    return new CommitWaiter(this, () -> commitOutcome(lastOffset)).begin(timeoutMs, timers);
  }

  /** Whether records up to {@code lastOffset} are as durable here as the topic wants them. */
  public boolean isDurable(long lastOffset) {
    return log.acknowledgeableEnd() > lastOffset;
  }

  /**
   * Completes when records up to {@code lastOffset} are as durable here as the topic wants them
   * ({@code flush.messages}), whatever other replicas have; otherwise as {@link #committed}.
   */
  public CompletionStage<Errors> durable(long lastOffset, long timeoutMs, EventLoop timers) {
    return isDurable(lastOffset)
        ? COMMITTED
        : new CommitWaiter(this, () -> durableOutcome(lastOffset)).begin(timeoutMs, timers);
  }

  private @Nullable Errors durableOutcome(long lastOffset) {
    if (isDurable(lastOffset)) {
      return Errors.NONE;
    }
    if (log.hasFailed()) {
      return Errors.KAFKA_STORAGE_ERROR;
    }
    return state.leads() ? null : Errors.NOT_LEADER_OR_FOLLOWER;
  }

  /** What was appended has been forced: more of it may be acknowledged and read. */
  private void synced() {
    synchronized (this) {
      advanceIfAlone(state);
    }
    wake(Integer.MAX_VALUE);
  }

  /** How a wait for {@code lastOffset} ends; null while it has to go on. */
  @Nullable Errors commitOutcome(long lastOffset) {
    PartitionState now = state;
    if (!now.leads()) {
      return log.hasFailed() ? Errors.KAFKA_STORAGE_ERROR : Errors.NOT_LEADER_OR_FOLLOWER;
    }
    if (log.highWatermark() <= lastOffset) {
      return log.hasFailed() ? Errors.KAFKA_STORAGE_ERROR : null;
    }
    return now.hasEnoughInSync(log.config().minInsyncReplicas())
        ? Errors.NONE
        : Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND;
  }

  /** From here on {@code waiter} is told; it has to look once itself for what came just before. */
  public void await(PartitionWaiter waiter) {
    waiters.add(waiter);
  }

  public void forget(PartitionWaiter waiter) {
    waiters.remove(waiter);
  }

  /** Those who wait now. */
  int waiting() {
    return waiters.size();
  }

  /** Takes over what the cluster decided; decisions of an older leader epoch are left aside. */
  void follow(Uuid topicId, PartitionImage image) {
    synchronized (this) {
      PartitionState before = state;
      if (image.leaderEpoch() < before.leaderEpoch()) {
        return;
      }
      boolean begins =
          image.leader() == brokerId
              && (!before.leads() || image.leaderEpoch() != before.leaderEpoch());
      if (begins) {
        log.assignLeaderEpoch(image.leaderEpoch());
      }
      long epochStart = begins ? log.logEndOffset() : before.epochStartOffset();
      PartitionState now = PartitionState.of(topicId, image, brokerId, epochStart);
      if (now.equals(before)) {
        return;
      }
      state = now;
      advanceIfAlone(now);
    }
    waiters.forEach(PartitionWaiter::changed);
  }

  /**
   * Goes on with another log that has the same records; nothing is appended while {@code finish}
   * makes it.
   *
   * @throws StorageException from {@code finish}; nothing has changed then
   */
  void replaceLog(Supplier<PartitionLog> finish) {
    synchronized (this) {
      PartitionLog old = log;
      PartitionLog next = finish.get();
      if (next.equals(old)) {
        return;
      }
      next.onSynced(this::synced);
      if (state.leads()) {
        next.assignLeaderEpoch(state.leaderEpoch());
      }
      next.highWatermark(old.highWatermark());
      log = next;
      advanceIfAlone(state);
    }
    waiters.forEach(PartitionWaiter::changed);
  }

  /** This broker keeps the partition no longer: nobody is served, nobody waits any more. */
  void retire() {
    synchronized (this) {
      state = state.retired();
    }
    waiters.forEach(PartitionWaiter::changed);
  }

  private boolean advanceIfAlone(PartitionState now) {
    long end = log.acknowledgeableEnd();
    if (!now.leadsAlone() || end <= log.highWatermark()) {
      return false;
    }
    log.highWatermark(end);
    return true;
  }

  private void wake(int bytes) {
    if (!waiters.isEmpty()) {
      waiters.forEach(waiter -> waiter.advanced(bytes));
    }
  }

  private static AppendResult.Refused refused(Errors error) {
    return new AppendResult.Refused(error, error.message(), List.of());
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
