package io.jackdaw.kafka.api;

/**
 * A feature that this broker can serve (KIP-584).
 *
 * @param name such as {@code group.version}
 * @param highest version that is served, from 0
 * @param level in force unless another was finalized; 0 is off
 */
public record Feature(String name, short highest, short level) {
  /** Groups whose partitions the broker assigns (KIP-848). */
  static final String GROUPS = "group.version";

  /** Groups that share partitions (KIP-932). */
  static final String SHARES = "share.version";

  /** As {@link #SHARES} says. */
  public static Feature shares() {
    return new Feature(SHARES, (short) 1, (short) 1);
  }

  /** As {@link #GROUPS} says, unless the broker's configuration leaves them out. */
  public static Feature groups(boolean enabled) {
    return new Feature(GROUPS, (short) 1, (short) (enabled ? 1 : 0));
  }

  /** Producers leave out AddPartitionsToTxn, and get a new epoch with each end (KIP-890). */
  public static Feature transactions() {
    return new Feature("transaction.version", (short) 2, (short) 2);
  }
}
