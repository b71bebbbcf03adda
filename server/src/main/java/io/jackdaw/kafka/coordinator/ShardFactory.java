package io.jackdaw.kafka.coordinator;

/** Makes the empty state of a shard that is about to load. */
public interface ShardFactory<S, R> {
  /**
   * @param leaderEpoch under which this broker coordinates the partition
   */
  S create(int partition, int leaderEpoch, ShardTimers<R> timers);
}
