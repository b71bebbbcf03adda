package io.jackdaw.kafka.coordinator;

/** Makes the empty state of a shard that is about to load. */
public interface ShardFactory<S extends ShardState<R>, R> {
  S create(int partition, ShardTimers<R> timers);
}
