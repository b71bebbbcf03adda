package io.jackdaw.kafka.share;

/**
 * Records that a member has got.
 *
 * @param lastOffset inclusive
 */
public record Acquired(long firstOffset, long lastOffset, short deliveryCount) {
  long size() {
    return lastOffset - firstOffset + 1;
  }
}
