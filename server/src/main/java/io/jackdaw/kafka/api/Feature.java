package io.jackdaw.kafka.api;

import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;

/**
 * A feature of the cluster, as ApiVersions tells of it (KIP-584).
 *
 * @param name such as {@code group.version}
 * @param highest version that is served, from 0
 * @param level in force; 0 is off
 */
public record Feature(String name, short highest, short level) {
  private static final short FIRST_WITH_RANGES_FROM_0 = 4;

  /** Groups whose partitions the broker assigns (KIP-848). */
  public static Feature groups(boolean enabled) {
    return new Feature("group.version", (short) 1, (short) (enabled ? 1 : 0));
  }

  /** Producers leave out AddPartitionsToTxn, and get a new epoch with each end (KIP-890). */
  public static Feature transactions() {
    return new Feature("transaction.version", (short) 2, (short) 2);
  }

  /** Older clients cannot read a range that begins at 0 (KAFKA-17011): they are not told of it. */
  void addTo(ApiVersionsResponseData response, short version) {
    if (version >= FIRST_WITH_RANGES_FROM_0) {
      response
          .supportedFeatures()
          .add(
              new SupportedFeatureKey()
                  .setName(name)
                  .setMinVersion((short) 0)
                  .setMaxVersion(highest));
    }
    if (level > 0) {
      response
          .finalizedFeatures()
          .add(
              new FinalizedFeatureKey()
                  .setName(name)
                  .setMinVersionLevel(level)
                  .setMaxVersionLevel(level));
    }
  }
}
