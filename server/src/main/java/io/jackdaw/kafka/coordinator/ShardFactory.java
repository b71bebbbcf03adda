package io.jackdaw.kafka.coordinator;

/** Makes the empty state of a shard that is about to load. */
public interface ShardFactory<S, R> {
  S create(int partition, ShardTimers<R> timers);
}
