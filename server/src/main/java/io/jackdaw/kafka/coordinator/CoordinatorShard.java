package io.jackdaw.kafka.coordinator;

import io.jackdaw.kafka.coordinator.CoordinatorLog.Append;
import io.jackdaw.log.TransactionMarker;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of a coordinator's topic while this broker leads it, under one leader epoch.
 *
 * <pre>
 *   LOADING ──activate──▶ ACTIVE ──evict──▶ EVICTED
 *      └──────────────────evict───────────────▲
 * </pre>
 *
 * <p>All methods run on the shard's loop, except where said. Records change the state as soon as
 * they are in the leader's log; replies, and answers to reads, wait until all that was written
 * before them is committed. If the commit never comes the leader has changed and the state is
 * dropped with it, so nothing is ever undone.
 */
final class CoordinatorShard<S extends ShardState<R>, R> {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorShard.class);

  private final int partition;
  private final int leaderEpoch;
  private final CoordinatorLog log;
  private final RecordCodec<R> codec;
  private final EventLoop loop;
  private final Clock clock;
  private final long commitTimeoutMs;
  private final LoopTimers<R> timers;
  private final CompletableFuture<Errors> ready = new CompletableFuture<>();

  private @Nullable S state;
  private boolean evicted;
  private CompletionStage<Errors> lastCommit = CompletableFuture.completedFuture(Errors.NONE);

  CoordinatorShard(
      int partition,
      int leaderEpoch,
      CoordinatorLog log,
      RecordCodec<R> codec,
      EventLoop loop,
      Clock clock,
      long commitTimeoutMs) {
    this.partition = partition;
    this.leaderEpoch = leaderEpoch;
    this.log = log;
    this.codec = codec;
    this.loop = loop;
    this.clock = clock;
    this.commitTimeoutMs = commitTimeoutMs;
    this.timers = new LoopTimers<>(loop, clock, this::expired);
  }

  int partition() {
    return partition;
  }

  int leaderEpoch() {
    return leaderEpoch;
  }

  EventLoop loop() {
    return loop;
  }

  ShardTimers<R> timers() {
    return timers;
  }

  /** Completes when the shard answers requests (NONE) or never will; any thread. */
  CompletionStage<Errors> ready() {
    return ready;
  }

  /** Reads the partition into {@code loading}; on the loading thread. */
  void load(S loading) {
    log.replay(partition, leaderEpoch, new ReplayInto<>(loading, codec, partition));
  }

  void activate(S loaded) {
    if (evicted) {
      return;
    }
    state = loaded;
    loaded.loaded(clock.wallMs());
    ready.complete(Errors.NONE);
  }

  void evict(Errors error) {
    evicted = true;
    timers.cancelAll();
    S last = state;
    state = null;
    if (last != null) {
      last.evicted(error);
    }
    ready.complete(error);
  }

  void write(ShardOperation<S, R> operation, Consumer<Errors> refused) {
    S current = state;
    if (current == null) {
      refused.accept(unavailable());
      return;
    }
    Decision<R> decision;
    try {
      decision = operation.decide(current, clock.wallMs());
    } catch (RuntimeException bug) {
      LOG.error("Request failed on shard {}", partition, bug);
      refused.accept(Errors.UNKNOWN_SERVER_ERROR);
      return;
    }
    carryOut(current, decision);
  }

  <T> void read(ShardQuery<S, T> query, CompletableFuture<T> answer, Consumer<Errors> refused) {
    S current = state;
    if (current == null) {
      refused.accept(unavailable());
      return;
    }
    T result;
    try {
      result = query.answer(current, clock.wallMs());
    } catch (RuntimeException bug) {
      LOG.error("Query failed on shard {}", partition, bug);
      refused.accept(Errors.UNKNOWN_SERVER_ERROR);
      return;
    }
    park(
        lastCommit,
        new Decision.Outcome() {
          @Override
          public void committed() {
            answer.complete(result);
          }

          @Override
          public void refused(Errors error) {
            refused.accept(error);
          }
        });
  }

  private void expired(ShardTimers.Task<R> task) {
    S current = state;
    if (current != null) {
      carryOut(current, task.expired(clock.wallMs()));
    }
  }

  private void carryOut(S current, Decision<R> decision) {
    if (decision.records().isEmpty()) {
      if (decision.ordered()) {
        park(lastCommit, decision.outcome());
      } else {
        decision.outcome().committed();
      }
      return;
    }
    List<CoordinatorRecord> encoded = new ArrayList<>(decision.records().size());
    try {
      decision.records().forEach(record -> encoded.add(codec.encode(record)));
    } catch (IllegalArgumentException tooLong) {
      LOG.warn("Shard {} cannot store a record: {}", partition, tooLong.getMessage());
      decision.outcome().refused(Errors.UNKNOWN_SERVER_ERROR);
      return;
    }
    TransactionalProducer producer = decision.producer();
    switch (log.append(partition, leaderEpoch, encoded, producer)) {
      case Append.Refused(Errors error) -> decision.outcome().refused(forClients(error));
      case Append.Written(long lastOffset, CompletionStage<Errors> committed) -> {
        long offset = lastOffset - encoded.size();
        for (R record : decision.records()) {
          if (producer == null) {
            current.appended(++offset, record);
          } else {
            current.appended(++offset, producer.id(), record);
          }
        }
        lastCommit = committed;
        park(committed, decision.outcome());
      }
    }
  }

  void end(TransactionMarker marker, CompletableFuture<Errors> reply) {
    S current = state;
    if (current == null) {
      reply.complete(unavailable());
      return;
    }
    switch (log.end(partition, leaderEpoch, marker)) {
      case Append.Refused(Errors error) -> reply.complete(error);
      case Append.Written(long lastOffset, CompletionStage<Errors> committed) -> {
        current.replayMarker(lastOffset, marker.producerId(), marker.commits());
        lastCommit = committed;
        committed.whenComplete(
            (error, failure) ->
                reply.complete(failure == null ? error : Errors.forException(failure)));
      }
    }
  }

  private void park(CompletionStage<Errors> committed, Decision.Outcome outcome) {
    Parked parked = new Parked(outcome);
    committed.whenComplete(
        (error, failure) ->
            loop.run(() -> parked.end(failure == null ? error : Errors.forException(failure))));
    if (!parked.ended) {
      parked.timeout = loop.schedule(commitTimeoutMs, () -> parked.end(Errors.REQUEST_TIMED_OUT));
    }
  }

  private Errors unavailable() {
    return evicted ? Errors.NOT_COORDINATOR : Errors.COORDINATOR_LOAD_IN_PROGRESS;
  }

  /** What a refused append means to those who speak to a coordinator. */
  private static Errors forClients(Errors error) {
    return switch (error) {
      case UNKNOWN_TOPIC_OR_PARTITION,
          NOT_ENOUGH_REPLICAS,
          NOT_ENOUGH_REPLICAS_AFTER_APPEND,
          REQUEST_TIMED_OUT ->
          Errors.COORDINATOR_NOT_AVAILABLE;
      case NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH, KAFKA_STORAGE_ERROR ->
          Errors.NOT_COORDINATOR;
      case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> Errors.MESSAGE_TOO_LARGE;
      case INVALID_TXN_STATE, INVALID_PRODUCER_EPOCH -> error;
      case NONE -> Errors.NONE;
      default -> Errors.UNKNOWN_SERVER_ERROR;
    };
  }

  /** An outcome that waits for a commit, but not for ever. */
  private static final class Parked {
    private final Decision.Outcome outcome;
    private EventLoop.Timeout timeout = () -> {};
    private boolean ended;

    Parked(Decision.Outcome outcome) {
      this.outcome = outcome;
    }

    void end(Errors error) {
      if (ended) {
        return;
      }
      ended = true;
      timeout.cancel();
      if (error == Errors.NONE) {
        outcome.committed();
      } else {
        outcome.refused(forClients(error));
      }
    }
  }
}
