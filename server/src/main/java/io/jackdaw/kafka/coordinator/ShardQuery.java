package io.jackdaw.kafka.coordinator;

/** A request to a shard that only reads. Called on the shard's loop. */
public interface ShardQuery<S, T> {
  /**
   * @param nowMs wall time
   */
  T answer(S state, long nowMs);
}
