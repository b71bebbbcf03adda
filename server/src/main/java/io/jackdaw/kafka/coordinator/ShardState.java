package io.jackdaw.kafka.coordinator;

import org.apache.kafka.common.protocol.Errors;

/**
 * A coordinator's state for one partition of its topic, and the owner of its decisions. One thread
 * at a time.
 *
 * <p>The order of calls: {@link #replay} and {@link #replayMarker} for what the log holds, {@link
 * #loaded}, then requests and timers; {@link #appended} follows each append; {@link #evicted} ends
 * it.
 *
 * @param <R> records of this coordinator
 */
public interface ShardState<R> {
  /**
   * Changes the state by a record read from the log.
   *
   * @param producerId of the transaction the record belongs to; −1 when there is none
   */
  void replay(long offset, long producerId, R record);

  /** Ends a producer's transaction, as read from the log. */
  void replayMarker(long offset, long producerId, boolean committed);

  /**
   * Changes the state by a record of this shard's own decision, now that it is in the log and
   * before it is committed. A record that only describes what the state already is changes nothing.
   */
  void appended(long offset, R record);

  /** As {@link #appended(long, Object)}, for a record written in a producer's transaction. */
  default void appended(long offset, long producerId, R record) {
    throw new UnsupportedOperationException("this coordinator writes no transactional records");
  }

  /** Everything has been replayed; starts timers. */
  void loaded(long nowMs);

  /** The state is about to be dropped: answers all who wait with {@code error}. */
  void evicted(Errors error);
}
