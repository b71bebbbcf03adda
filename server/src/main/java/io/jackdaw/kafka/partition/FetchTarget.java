package io.jackdaw.kafka.partition;

import org.apache.kafka.common.Uuid;

/**
 * What a client wants to read of one partition.
 *
 * @param topicId zero in requests that name topics
 * @param topic empty in requests that identify topics; in a session the name that the topic had
 *     first
 * @param leaderEpoch that the client knows of; −1 if it does not say
 * @param lastFetchedEpoch of the record before {@code offset}; −1 if the client does not say
 */
public record FetchTarget(
    Uuid topicId,
    String topic,
    int partition,
    long offset,
    int maxBytes,
    int leaderEpoch,
    int lastFetchedEpoch) {

  /** The same of a topic whose name is known; empty stands for unknown. */
  FetchTarget named(String name) {
    return name.isEmpty() || name.equals(topic)
        ? this
        : new FetchTarget(
            topicId, name, partition, offset, maxBytes, leaderEpoch, lastFetchedEpoch);
  }

  /** The same for every fetch of this partition in a session. */
  Key key() {
    return new Key(topicId.equals(Uuid.ZERO_UUID) ? topic : topicId, partition);
  }

  /**
   * A partition by name or by id.
   *
   * @param topic a String or a {@link Uuid}
   */
  public record Key(Object topic, int partition) {}
}
