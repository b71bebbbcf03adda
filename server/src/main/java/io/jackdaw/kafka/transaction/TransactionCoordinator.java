package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.coordinator.CoordinatorLog;
import io.jackdaw.kafka.coordinator.CoordinatorRuntime;
import io.jackdaw.kafka.coordinator.Decision;
import io.jackdaw.kafka.coordinator.KeyedCoordinator;
import io.jackdaw.kafka.metadata.ProducerIds;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactional ids this broker coordinates. Any thread; stages complete on the loop of the
 * id's shard.
 *
 * <p>What cannot be asked because this broker does not (yet) coordinate the id is answered with
 * NOT_COORDINATOR or COORDINATOR_LOAD_IN_PROGRESS.
 */
public final class TransactionCoordinator implements KeyedCoordinator, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionCoordinator.class);

  private final TransactionConfig config;
  private final CoordinatorLog log;
  private final ProducerIds producerIds;
  private final CoordinatorRuntime<TransactionShard, TransactionRecord> runtime;

  /**
   * @param loops run the shards; not closed by the coordinator. The first keeps the time between
   *     attempts to write a marker
   * @param loader reads partitions when this broker becomes their coordinator; may block
   */
  public TransactionCoordinator(
      TransactionConfig config,
      CoordinatorLog log,
      ProducerIds producerIds,
      MarkerTarget markers,
      List<? extends EventLoop> loops,
      Executor loader,
      Clock clock) {
    this.config = config;
    this.log = log;
    this.producerIds = producerIds;
    MarkerWriter writer = new MarkerWriter(markers, loops.getFirst());
    this.runtime =
        new CoordinatorRuntime<>(
            log,
            new TransactionRecordCodec(),
            (partition, leaderEpoch, timers) ->
                new TransactionShard(config, leaderEpoch, timers, writer, surroundings(partition)),
            loops,
            loader,
            clock,
            config.commitTimeoutMs());
  }

  /** Begins to follow the leadership of {@code __transaction_state}. */
  public void start() {
    runtime.start();
  }

  /** Partition of {@code __transaction_state} that holds an id, as every Kafka client expects. */
  @Override
  public int partitionOf(String transactionalId) {
    int hash = transactionalId.hashCode();
    // What Utils.abs makes of the one number that has no positive counterpart.
    return hash == Integer.MIN_VALUE ? 0 : Math.abs(hash) % log.partitions();
  }

  @Override
  public CompletionStage<Errors> ready(String transactionalId) {
    return runtime.ready(partitionOf(transactionalId));
  }

  /** InitProducerId for a transactional id. */
  public CompletionStage<ProducerAnswer> initialize(InitRequest request) {
    if (request.transactionalId().isEmpty()) {
      return refused(Errors.INVALID_REQUEST);
    }
    if (request.timeoutMs() <= 0 || request.timeoutMs() > config.maxTimeoutMs()) {
      return refused(Errors.INVALID_TRANSACTION_TIMEOUT);
    }
    return withProducerId(
        request.transactionalId(),
        (shard, freshId, reply, nowMs) -> shard.initialize(request, freshId, reply, nowMs));
  }

  /** EndTxn; the answer comes when the decision is committed, the markers follow. */
  public CompletionStage<ProducerAnswer> end(EndRequest request) {
    if (request.transactionalId().isEmpty()) {
      return refused(Errors.INVALID_REQUEST);
    }
    return withProducerId(
        request.transactionalId(),
        (shard, freshId, reply, nowMs) -> shard.end(request, freshId, reply, nowMs));
  }

  /** AddPartitionsToTxn. */
  public CompletionStage<Errors> add(AddRequest request) {
    if (request.transactionalId().isEmpty()) {
      return CompletableFuture.completedFuture(Errors.INVALID_REQUEST);
    }
    return write(
        request.transactionalId(),
        (shard, reply, nowMs) -> shard.add(request, reply, nowMs),
        error -> error);
  }

  /** AddPartitionsToTxn that only asks: by partition NONE or TRANSACTION_ABORTABLE. */
  public CompletionStage<Map<TopicPartition, Errors>> verify(AddRequest request) {
    Function<Errors, Map<TopicPartition, Errors>> refusal =
        error -> {
          Map<TopicPartition, Errors> all = new HashMap<>();
          request.partitions().forEach(partition -> all.put(partition, error));
          return all;
        };
    return request.transactionalId().isEmpty()
        ? CompletableFuture.completedFuture(refusal.apply(Errors.INVALID_REQUEST))
        : runtime.read(
            partitionOf(request.transactionalId()),
            (shard, nowMs) -> shard.verify(request),
            refusal);
  }

  /** An id that is not known is described with TRANSACTIONAL_ID_NOT_FOUND. */
  public CompletionStage<DescribeTransactionsResponseData.TransactionState> describe(String id) {
    return id.isEmpty()
        ? CompletableFuture.completedFuture(Descriptions.refused(id, Errors.INVALID_REQUEST))
        : runtime.read(
            partitionOf(id),
            (shard, nowMs) -> shard.describe(id),
            error -> Descriptions.refused(id, error));
  }

  /** Lists the ids of this broker. */
  public CompletionStage<Listing> list(TransactionFilter filter) {
    CompletionStage<Listing> all =
        CompletableFuture.completedFuture(new Listing(Errors.NONE, List.of()));
    for (int partition : runtime.partitions()) {
      all =
          all.thenCombine(
              runtime.read(
                  partition,
                  (shard, nowMs) -> new Listing(Errors.NONE, shard.list(filter, nowMs)),
                  error ->
                      new Listing(
                          error == Errors.NOT_COORDINATOR ? Errors.NONE : error, List.of())),
              Listing::and);
    }
    return all;
  }

  /**
   * Transactional ids of one broker.
   *
   * @param error COORDINATOR_LOAD_IN_PROGRESS if some may be missing; then there are none
   */
  public record Listing(
      Errors error, List<ListTransactionsResponseData.TransactionState> transactions) {
    private Listing and(Listing more) {
      if (error != Errors.NONE || more.error() != Errors.NONE) {
        return new Listing(error != Errors.NONE ? error : more.error(), List.of());
      }
      List<ListTransactionsResponseData.TransactionState> both = new ArrayList<>(transactions);
      both.addAll(more.transactions());
      return new Listing(Errors.NONE, both);
    }
  }

  /** Drops all state from memory; what waits is answered NOT_COORDINATOR. */
  @Override
  public void close() {
    runtime.close();
  }

  private TransactionShard.Surroundings surroundings(int partition) {
    return new TransactionShard.Surroundings() {
      @Override
      public void markersWritten(String id, Transaction ended) {
        runtime.write(
            partition,
            (shard, nowMs) -> shard.markersWritten(id, ended, nowMs),
            refused -> LOG.debug("Nobody to complete transactionalId={}: {}", id, refused));
      }

      @Override
      public void fenceWithNewId(String id, ProducerIdAndEpoch producer) {
        producerIds
            .next()
            .thenAccept(
                freshId ->
                    runtime.write(
                        partition,
                        (shard, nowMs) -> shard.fence(id, producer, freshId, nowMs),
                        refused -> LOG.debug("Nobody to abort {}: {}", id, refused)));
      }
    };
  }

  /** Asks a second time, with a producer id taken out, if the shard finds that it needs one. */
  private CompletionStage<ProducerAnswer> withProducerId(String id, WriteWithId operation) {
    return write(
            id,
            (TransactionShard shard, CompletableFuture<ProducerAnswer> reply, long nowMs) ->
                operation.decide(shard, Transaction.NO_PRODUCER, reply, nowMs),
            ProducerAnswer::refused)
        .thenCompose(
            answer ->
                answer.equals(ProducerAnswer.WANTS_PRODUCER_ID)
                    ? withFreshId(id, operation)
                    : CompletableFuture.completedFuture(answer));
  }

  private CompletionStage<ProducerAnswer> withFreshId(String id, WriteWithId operation) {
    return producerIds
        .next()
        .handle(
            (freshId, failure) -> {
              if (failure != null) {
                LOG.warn("No producer id can be had now: {}", failure.toString());
                return refused(Errors.COORDINATOR_LOAD_IN_PROGRESS);
              }
              return write(
                  id,
                  (TransactionShard shard, CompletableFuture<ProducerAnswer> reply, long nowMs) ->
                      operation.decide(shard, freshId, reply, nowMs),
                  ProducerAnswer::refused);
            })
        .thenCompose(Function.identity());
  }

  private static CompletionStage<ProducerAnswer> refused(Errors error) {
    return CompletableFuture.completedFuture(ProducerAnswer.refused(error));
  }

  private <T> CompletionStage<T> write(String id, Write<T> operation, Function<Errors, T> refusal) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    runtime.write(
        partitionOf(id),
        (shard, nowMs) -> operation.decide(shard, reply, nowMs),
        error -> reply.complete(refusal.apply(error)));
    return reply;
  }

  private interface Write<T> {
    Decision<TransactionRecord> decide(
        TransactionShard shard, CompletableFuture<T> reply, long nowMs);
  }

  private interface WriteWithId {
    Decision<TransactionRecord> decide(
        TransactionShard shard, long freshId, CompletableFuture<ProducerAnswer> reply, long nowMs);
  }
}
