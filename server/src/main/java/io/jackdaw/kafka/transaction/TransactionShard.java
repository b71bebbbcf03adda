package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.ShardState;
import io.jackdaw.kafka.coordinator.ShardTimers;
import io.jackdaw.kafka.transaction.TransactionRecord.Stored;
import io.jackdaw.kafka.transaction.TransactionRecord.Tombstone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * The transactional ids of one partition of {@code __transaction_state}. All state comes from
 * records; markers that a decision has set on their way are sent anew after loading.
 */
final class TransactionShard implements ShardState<TransactionRecord> {
  private final TransactionConfig config;
  private final ShardTimers<TransactionRecord> timers;
  private final Surroundings surroundings;
  private final TransactionTable table = new TransactionTable();
  private final MarkersInFlight markers;
  private final Initializing initializing;
  private final Adding adding;
  private final Ending ending;
  private final Descriptions descriptions;

  /** What a shard sets off outside of itself. */
  interface Surroundings {
    /** Has {@link #markersWritten} called on the shard, at once if the caller is on its loop. */
    void markersWritten(String id, Transaction ended);

    /** Has {@link #fence} called with a new producer id. */
    void fenceWithNewId(String id, ProducerIdAndEpoch producer);
  }

  private enum Check {
    TIME_OUT,
    EXPIRY
  }

  TransactionShard(
      TransactionConfig config,
      int leaderEpoch,
      ShardTimers<TransactionRecord> timers,
      MarkerWriter writer,
      Surroundings surroundings) {
    this.config = config;
    this.timers = timers;
    this.surroundings = surroundings;
    this.markers = new MarkersInFlight(leaderEpoch, writer, timers, surroundings);
    this.ending = new Ending(table, markers);
    this.descriptions = new Descriptions(table, markers);
    this.initializing = new Initializing(table, ending);
    this.adding = new Adding(table);
  }

  Decision<TransactionRecord> initialize(
      InitRequest request, long freshId, CompletableFuture<ProducerAnswer> reply, long nowMs) {
    return initializing.decide(request, freshId, reply, nowMs);
  }

  Decision<TransactionRecord> add(AddRequest request, CompletableFuture<Errors> reply, long nowMs) {
    return adding.decide(request, reply, nowMs);
  }

  Map<TopicPartition, Errors> verify(AddRequest request) {
    return adding.verify(request);
  }

  Decision<TransactionRecord> end(
      EndRequest request, long freshId, CompletableFuture<ProducerAnswer> reply, long nowMs) {
    return ending.decide(request, freshId, reply, nowMs);
  }

  /** Aborts a producer's open transaction, if it is still that one. */
  Decision<TransactionRecord> fence(
      String id, ProducerIdAndEpoch producer, long freshId, long nowMs) {
    Transaction known = table.find(id);
    boolean same =
        known != null
            && known.phase() == TransactionPhase.ONGOING
            && known.producerId() == producer.producerId()
            && known.epoch() == producer.epoch();
    return known != null && same
        ? ending.fence(id, known, freshId, error -> {}, nowMs)
        : Decision.none();
  }

  Decision<TransactionRecord> markersWritten(String id, Transaction ended, long nowMs) {
    markers.written(id);
    return ending.complete(id, ended, nowMs);
  }

  DescribeTransactionsResponseData.TransactionState describe(String id) {
    return descriptions.describe(id);
  }

  List<ListTransactionsResponseData.TransactionState> list(TransactionFilter filter, long nowMs) {
    return descriptions.list(filter, nowMs);
  }

  @Override
  public void replay(long offset, long producerId, TransactionRecord record) {
    switch (record) {
      case Stored(String id, Transaction transaction) -> table.put(id, transaction);
      case Tombstone(String id) -> table.remove(id);
    }
  }

  @Override
  public void replayMarker(long offset, long producerId, boolean committed) {
    // Nothing in this topic is written under a transaction.
  }

  @Override
  public void appended(long offset, TransactionRecord record) {
    replay(offset, Transaction.NO_PRODUCER, record);
  }

  @Override
  public void loaded(long nowMs) {
    for (String id : table.ids(transaction -> transaction.phase().isEnding())) {
      Transaction transaction = table.find(id);
      if (transaction != null) {
        markers.send(id, transaction);
      }
    }
    scheduleTimeOuts();
    scheduleExpiry();
  }

  @Override
  public void evicted(Errors error) {
    markers.stop();
  }

  private void scheduleTimeOuts() {
    timers.schedule(
        Check.TIME_OUT,
        config.abortCheckMs(),
        nowMs -> {
          scheduleTimeOuts();
          return abortTimedOut(nowMs);
        });
  }

  /** One batch for all that took too long; those that need a new producer id come by themselves. */
  private Decision<TransactionRecord> abortTimedOut(long nowMs) {
    List<TransactionRecord> records = new ArrayList<>();
    List<Decision.Outcome> outcomes = new ArrayList<>();
    for (String id : table.ids(transaction -> isTimedOut(transaction, nowMs))) {
      Transaction late = table.find(id);
      if (late == null) {
        continue;
      }
      if (late.isExhausted()) {
        surroundings.fenceWithNewId(id, new ProducerIdAndEpoch(late.producerId(), late.epoch()));
      } else {
        Decision<TransactionRecord> abort =
            ending.fence(id, late, Transaction.NO_PRODUCER, error -> {}, nowMs);
        records.addAll(abort.records());
        outcomes.add(abort.outcome());
      }
    }
    return new Decision<>(records, all(outcomes));
  }

  private static boolean isTimedOut(Transaction transaction, long nowMs) {
    return transaction.phase() == TransactionPhase.ONGOING
        && transaction.startMs() + transaction.timeoutMs() < nowMs;
  }

  private static Decision.Outcome all(List<Decision.Outcome> outcomes) {
    return new Decision.Outcome() {
      @Override
      public void committed() {
        outcomes.forEach(Decision.Outcome::committed);
      }

      @Override
      public void refused(Errors error) {
        outcomes.forEach(outcome -> outcome.refused(error));
      }
    };
  }

  private void scheduleExpiry() {
    timers.schedule(
        Check.EXPIRY,
        config.expirationCheckMs(),
        nowMs -> {
          scheduleExpiry();
          return forgetIdle(nowMs);
        });
  }

  private Decision<TransactionRecord> forgetIdle(long nowMs) {
    List<String> expired =
        table.ids(
            transaction ->
                transaction.phase().isIdle()
                    && nowMs - transaction.lastUpdateMs() >= config.idExpirationMs());
    return Decision.write(expired.stream().<TransactionRecord>map(Tombstone::new).toList());
  }
}
