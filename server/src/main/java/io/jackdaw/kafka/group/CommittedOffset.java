package io.jackdaw.kafka.group;

/**
 * A group's position in a partition.
 *
 * @param offset of the next record to read
 * @param leaderEpoch of the last record read; −1 unknown
 * @param metadata the client's own, may be empty
 * @param commitTimestampMs when it was committed
 * @param expireTimestampMs when a client of Kafka &lt; 2.1 wanted it to expire; −1 never said
 */
record CommittedOffset(
    long offset, int leaderEpoch, String metadata, long commitTimestampMs, long expireTimestampMs) {
  static final int NO_LEADER_EPOCH = -1;
  static final long NO_EXPIRY = -1;
}
