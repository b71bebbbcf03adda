package io.jackdaw.kafka.coordinator;

/**
 * The timers of one shard, by key. Used on the shard's loop only; they end with the shard.
 *
 * @param <R> records of this coordinator
 */
public interface ShardTimers<R> {
  /** Calls {@code task} after {@code delayMs}, in place of what was scheduled under {@code key}. */
  void schedule(Object key, long delayMs, Task<R> task);

  /** Like {@link #schedule}, unless something is scheduled under {@code key}: then that stays. */
  void scheduleIfAbsent(Object key, long delayMs, Task<R> task);

  void cancel(Object key);

  /** What a timer does: a decision like any other. */
  interface Task<R> {
    Decision<R> expired(long nowMs);
  }
}
