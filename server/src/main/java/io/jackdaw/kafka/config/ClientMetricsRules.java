package io.jackdaw.kafka.config;

import io.jackdaw.kafka.config.ConfigEntry.Source;
import io.jackdaw.kafka.config.ConfigEntry.Synonym;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;

/**
 * Subscriptions to metrics of clients (KIP-714): which clients are meant, which metrics they push,
 * and how often. Refuses with Apache's sentences.
 */
public final class ClientMetricsRules {
  public static final String METRICS = "metrics";
  public static final String INTERVAL = "interval.ms";
  public static final String MATCH = "match";
  public static final int DEFAULT_INTERVAL_MS = 300_000;
  private static final int MIN_INTERVAL_MS = 100;
  private static final int MAX_INTERVAL_MS = 3_600_000;
  private static final Set<String> SELECTORS =
      Set.of(
          "client_instance_id",
          "client_id",
          "client_software_name",
          "client_software_version",
          "client_source_address",
          "client_source_port");

  private record Key(String name, ConfigDef.Type type, String defaultValue) {}

  private static final List<Key> KEYS =
      List.of(
          new Key(INTERVAL, ConfigDef.Type.INT, Integer.toString(DEFAULT_INTERVAL_MS)),
          new Key(MATCH, ConfigDef.Type.LIST, ""),
          new Key(METRICS, ConfigDef.Type.LIST, ""));

  private ClientMetricsRules() {}

  /** Refuses what a subscription cannot be. */
  public static void check(String name, Map<String, String> wanted) {
    if (name.isEmpty()) {
      throw new InvalidRequestException("Subscription name can't be empty");
    }
    for (String key : wanted.keySet()) {
      if (KEYS.stream().noneMatch(known -> known.name.equals(key))) {
        throw new InvalidRequestException("Unknown client metrics configuration: " + key);
      }
    }
    String interval = wanted.get(INTERVAL);
    if (interval != null) {
      checkInterval(interval);
    }
    patterns(wanted.getOrDefault(MATCH, ""));
  }

  private static void checkInterval(String text) {
    int interval = (int) ConfigDef.parseType(INTERVAL, text, ConfigDef.Type.INT);
    if (interval < MIN_INTERVAL_MS || interval > MAX_INTERVAL_MS) {
      throw new InvalidRequestException(
          "Invalid value %s for interval.ms, interval must be between %d and %d (1 hour)"
              .formatted(text, MIN_INTERVAL_MS, MAX_INTERVAL_MS));
    }
  }

  /** What a client must look like, by selector; a client must match all of them. */
  public static Map<String, Pattern> patterns(String match) {
    Map<String, Pattern> patterns = new LinkedHashMap<>();
    for (String part : match.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      String[] pair = part.split("=", -1);
      String selector = pair[0].strip();
      if (pair.length != 2 || !SELECTORS.contains(selector)) {
        throw new InvalidConfigurationException("Illegal client matching pattern: " + part);
      }
      try {
        patterns.put(selector, Pattern.compile(pair[1].strip()));
      } catch (PatternSyntaxException malformed) {
        throw new InvalidConfigurationException("Illegal client matching pattern: " + part);
      }
    }
    return patterns;
  }

  /** Every key as it is for a subscription with this configuration. */
  public static List<ConfigEntry> describe(Map<String, String> config) {
    return KEYS.stream().map(key -> describe(key, config)).toList();
  }

  private static ConfigEntry describe(Key key, Map<String, String> config) {
    String value = config.get(key.name);
    return new ConfigEntry(
        key.name,
        value == null ? key.defaultValue : value,
        value == null ? Source.DEFAULT : Source.CLIENT_METRICS,
        key.type,
        false,
        false,
        "",
        value == null ? List.of() : List.of(new Synonym(key.name, value, Source.CLIENT_METRICS)));
  }
}
