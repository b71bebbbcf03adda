package io.jackdaw.kafka.coordinator;

import io.jackdaw.log.TransactionMarker;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards of one coordinator on this broker: loads one for each partition it is elected for,
 * drops it when it resigns, and passes requests to the shard's loop. Any thread.
 *
 * @param <S> state of a shard
 * @param <R> records of this coordinator
 */
public final class CoordinatorRuntime<S extends ShardState<R>, R>
    implements CoordinatorLog.Leadership, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorRuntime.class);

  private final CoordinatorLog log;
  private final RecordCodec<R> codec;
  private final ShardFactory<S, R> factory;
  private final List<? extends EventLoop> loops;
  private final Executor loader;
  private final Clock clock;
  private final long commitTimeoutMs;
  private final ConcurrentHashMap<Integer, CoordinatorShard<S, R>> shards =
      new ConcurrentHashMap<>();

  /** Those who wait for a partition that has no shard yet; completed after it has one. */
  private final ConcurrentHashMap<Integer, CompletableFuture<CoordinatorShard<S, R>>> arrivals =
      new ConcurrentHashMap<>();

  /**
   * @param loops shard {@code p} lives on loop {@code p mod size}; not closed by this runtime
   * @param loader runs the replays, which block; not closed by this runtime
   * @param commitTimeoutMs how long a reply waits for its records to be committed
   */
  public CoordinatorRuntime(
      CoordinatorLog log,
      RecordCodec<R> codec,
      ShardFactory<S, R> factory,
      List<? extends EventLoop> loops,
      Executor loader,
      Clock clock,
      long commitTimeoutMs) {
    this.log = log;
    this.codec = codec;
    this.factory = factory;
    this.loops = List.copyOf(loops);
    this.loader = loader;
    this.clock = clock;
    this.commitTimeoutMs = commitTimeoutMs;
  }

  /** Begins to follow the leadership of the topic's partitions. */
  public void start() {
    log.subscribe(this);
  }

  /** Partitions this broker coordinates, loaded or loading. */
  public SortedSet<Integer> partitions() {
    return new TreeSet<>(shards.keySet());
  }

  /**
   * Completes with NONE once the partition's shard answers requests, be it elected now or later;
   * with an error if the shard is given up.
   */
  public CompletionStage<Errors> ready(int partition) {
    CompletableFuture<CoordinatorShard<S, R>> arrival =
        arrivals.computeIfAbsent(partition, awaited -> new CompletableFuture<>());
    CoordinatorShard<S, R> shard = shards.get(partition);
    if (shard != null) {
      arrivals.remove(partition, arrival);
      arrival.complete(shard);
    }
    return arrival.thenCompose(CoordinatorShard::ready);
  }

  /**
   * Lets a shard decide, and carries the decision out.
   *
   * @param refused called instead if there is no shard to ask: NOT_COORDINATOR,
   *     COORDINATOR_LOAD_IN_PROGRESS; or UNKNOWN_SERVER_ERROR for a bug
   */
  public void write(int partition, ShardOperation<S, R> operation, Consumer<Errors> refused) {
    CoordinatorShard<S, R> shard = shards.get(partition);
    if (shard == null) {
      refused.accept(Errors.NOT_COORDINATOR);
    } else {
      shard.loop().run(() -> shard.write(operation, refused));
    }
  }

  /**
   * Ends a producer's transaction in a shard's partition, and in its state.
   *
   * @return NONE once it is committed; otherwise as partitions answer their clients, or
   *     NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS
   */
  public CompletionStage<Errors> end(int partition, TransactionMarker marker) {
    CompletableFuture<Errors> reply = new CompletableFuture<>();
    CoordinatorShard<S, R> shard = shards.get(partition);
    if (shard == null) {
      reply.complete(Errors.NOT_COORDINATOR);
    } else {
      shard.loop().run(() -> shard.end(marker, reply));
    }
    return reply;
  }

  /**
   * Asks a shard; the answer leaves once all that it may show is committed.
   *
   * @param refused turns an error into an answer, as in {@link #write}
   */
  public <T> CompletionStage<T> read(
      int partition, ShardQuery<S, T> query, Function<Errors, T> refused) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Consumer<Errors> refuse = error -> answer.complete(refused.apply(error));
    CoordinatorShard<S, R> shard = shards.get(partition);
    if (shard == null) {
      refuse.accept(Errors.NOT_COORDINATOR);
    } else {
      shard.loop().run(() -> shard.read(query, answer, refuse));
    }
    return answer;
  }

  @Override
  public void elected(int partition, int leaderEpoch) {
    CoordinatorShard<S, R> known = shards.get(partition);
    if (known != null && known.leaderEpoch() >= leaderEpoch) {
      return;
    }
    CoordinatorShard<S, R> shard =
        new CoordinatorShard<>(
            partition,
            leaderEpoch,
            log,
            codec,
            loops.get(partition % loops.size()),
            clock,
            commitTimeoutMs);
    evict(shards.put(partition, shard), Errors.NOT_COORDINATOR);
    CompletableFuture<CoordinatorShard<S, R>> arrival = arrivals.remove(partition);
    if (arrival != null) {
      arrival.complete(shard);
    }
    loader.execute(() -> load(shard));
  }

  @Override
  public void resigned(int partition) {
    evict(shards.remove(partition), Errors.NOT_COORDINATOR);
  }

  private void load(CoordinatorShard<S, R> shard) {
    S state = factory.create(shard.partition(), shard.leaderEpoch(), shard.timers());
    try {
      shard.load(state);
    } catch (ApiException resigned) {
      LOG.info("Gave up loading shard {}: {}", shard.partition(), resigned.getMessage());
      giveUp(shard);
      return;
    } catch (RuntimeException failure) {
      LOG.error(
          "Shard {} cannot be loaded; what it holds is unavailable", shard.partition(), failure);
      giveUp(shard);
      return;
    }
    shard.loop().execute(() -> shard.activate(state));
  }

  private void giveUp(CoordinatorShard<S, R> shard) {
    shards.remove(shard.partition(), shard);
    evict(shard, Errors.NOT_COORDINATOR);
  }

  private void evict(@Nullable CoordinatorShard<S, R> shard, Errors error) {
    if (shard != null) {
      shard.loop().run(() -> shard.evict(error));
    }
  }

  /** Drops all shards; those who wait are told that this is no coordinator any more. */
  @Override
  public void close() {
    List.copyOf(shards.keySet()).forEach(this::resigned);
  }
}
