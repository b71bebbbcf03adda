package io.jackdaw.kafka.metadata;

import java.util.Map;
import java.util.TreeMap;

/**
 * Configuration overrides of entities, as the znodes have them; keys are Kafka's names.
 *
 * @param topics by topic
 * @param brokers by broker id
 * @param brokerDefaults for every broker (the znode named {@code <default>})
 * @param others by the path of their {@link ConfigEntity}: users, clients, addresses, groups,
 *     subscriptions to metrics
 */
public record ConfigImage(
    Map<String, Map<String, String>> topics,
    Map<Integer, Map<String, String>> brokers,
    Map<String, String> brokerDefaults,
    Map<String, Map<String, String>> others) {
  public static final ConfigImage EMPTY = new ConfigImage(Map.of(), Map.of(), Map.of());

  /** Without entities of other kinds. */
  public ConfigImage(
      Map<String, Map<String, String>> topics,
      Map<Integer, Map<String, String>> brokers,
      Map<String, String> brokerDefaults) {
    this(topics, brokers, brokerDefaults, Map.of());
  }

  /** Overrides of a topic; empty when it has none. */
  public Map<String, String> topic(String name) {
    return topics.getOrDefault(name, Map.of());
  }

  /** Overrides of an entity that is neither topic nor broker; empty when it has none. */
  public Map<String, String> of(ConfigEntity entity) {
    return others.getOrDefault(entity.path(), Map.of());
  }

  /** Overrides of a group; empty for most. */
  public Map<String, String> ofGroup(String group) {
    return others.isEmpty() ? Map.of() : of(ConfigEntity.group(group));
  }

  /** Overrides of all groups that have any, by group. */
  public Map<String, Map<String, String>> groups() {
    return named("groups/");
  }

  /** All subscriptions to metrics of clients, by name. */
  public Map<String, Map<String, String>> clientMetrics() {
    return named("client-metrics/");
  }

  /** Users with anything of their own, by name: limits, and what checks their passwords. */
  public Map<String, Map<String, String>> users() {
    return named("users/");
  }

  private Map<String, Map<String, String>> named(String prefix) {
    Map<String, Map<String, String>> named = new TreeMap<>();
    others.forEach(
        (path, config) -> {
          // What has a slash is not a user, but one of a user's clients.
          if (path.startsWith(prefix)
              && path.indexOf('/', prefix.length()) < 0
              && !config.isEmpty()) {
            named.put(ConfigEntity.plain(path.substring(prefix.length())), config);
          }
        });
    return named;
  }
}
