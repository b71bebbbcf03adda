package io.jackdaw.kafka.coordinator;

/** A request to a shard that may write. Called on the shard's loop. */
public interface ShardOperation<S, R> {
  /**
   * @param nowMs wall time
   */
  Decision<R> decide(S state, long nowMs);
}
