package io.jackdaw.kafka.metadata;

import java.util.Map;

/**
 * Configuration overrides of entities, as the znodes have them; keys are Kafka's names.
 *
 * @param topics by topic
 * @param brokers by broker id
 * @param brokerDefaults for every broker (the znode named {@code <default>})
 */
public record ConfigImage(
    Map<String, Map<String, String>> topics,
    Map<Integer, Map<String, String>> brokers,
    Map<String, String> brokerDefaults) {
  public static final ConfigImage EMPTY = new ConfigImage(Map.of(), Map.of(), Map.of());

  /** Overrides of a topic; empty when it has none. */
  public Map<String, String> topic(String name) {
    return topics.getOrDefault(name, Map.of());
  }
}
