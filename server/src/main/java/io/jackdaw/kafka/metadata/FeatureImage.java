package io.jackdaw.kafka.metadata;

import java.util.Map;

/**
 * Levels of features that somebody has finalized (KIP-584).
 *
 * @param levels by name, 0 for off; what is missing was never decided, and is as new as the brokers
 *     are
 * @param epoch grows with each change
 */
public record FeatureImage(Map<String, Short> levels, int epoch) {
  public static final FeatureImage NONE = new FeatureImage(Map.of(), 0);
}
