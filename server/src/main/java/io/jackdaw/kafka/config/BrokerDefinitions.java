package io.jackdaw.kafka.config;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The broker-level keys that Jackdaw acts on, by name. */
public final class BrokerDefinitions {
  private static final SortedMap<String, ConfigDefinition> BY_NAME = index();

  private BrokerDefinitions() {}

  /** All of them, sorted by name. */
  public static SortedMap<String, ConfigDefinition> all() {
    return BY_NAME;
  }

  /**
   * The definition of a key, with or without the prefix {@code listener.name.<listener>.}; null if
   * it is not known.
   */
  public static @Nullable ConfigDefinition find(String name) {
    return BY_NAME.get(baseName(name));
  }

  /** The key without the prefix that ties it to one listener. */
  static String baseName(String name) {
    String prefix = "listener.name.";
    if (!name.startsWith(prefix)) {
      return name;
    }
    int end = name.indexOf('.', prefix.length());
    return end < 0 ? name : name.substring(end + 1);
  }

  private static SortedMap<String, ConfigDefinition> index() {
    SortedMap<String, ConfigDefinition> all = new TreeMap<>();
    for (List<ConfigDefinition> part :
        List.of(
            GeneralKeys.ALL,
            NetworkKeys.ALL,
            SslKeys.ALL,
            LogKeys.ALL,
            QuotaKeys.ALL,
            CoordinatorKeys.ALL,
            ShareKeys.ALL,
            ReplicationKeys.ALL,
            ZookeeperKeys.ALL)) {
      for (ConfigDefinition definition : part) {
        if (all.put(definition.name(), definition) != null) {
          throw new IllegalStateException("Key defined twice: " + definition.name());
        }
      }
    }
    return Collections.unmodifiableSortedMap(all);
  }
}
