package io.jackdaw.kafka.share.state;

/**
 * Records of one fate.
 *
 * @param lastOffset inclusive
 * @param state 0 available, 2 acknowledged, 4 archived
 */
public record StateBatch(long firstOffset, long lastOffset, byte state, short deliveryCount) {
  public static final byte AVAILABLE = 0;
  public static final byte ACKNOWLEDGED = 2;
  public static final byte ARCHIVED = 4;
}
