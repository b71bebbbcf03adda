package io.jackdaw.kafka.config;

import io.jackdaw.kafka.config.ConfigEntry.Source;
import io.jackdaw.kafka.config.ConfigEntry.Synonym;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;

/**
 * What a consumer group may set for itself, within bounds that the broker sets: {@code
 * consumer.session.timeout.ms} for {@code group.consumer.session.timeout.ms} and so on. Refuses
 * with Apache's sentences.
 */
public final class GroupRules {
  private static final String SESSION_TIMEOUT = "consumer.session.timeout.ms";
  private static final String HEARTBEAT_INTERVAL = "consumer.heartbeat.interval.ms";
  private static final List<String> KEYS =
      List.of("consumer.assignment.interval.ms", HEARTBEAT_INTERVAL, SESSION_TIMEOUT);

  private GroupRules() {}

  /**
   * Refuses what a group cannot have.
   *
   * @param described the broker's keys as they are described
   */
  public static void check(String group, Map<String, String> wanted, List<ConfigEntry> described) {
    Map<String, String> broker = new HashMap<>();
    for (ConfigEntry entry : described) {
      if (entry.value() != null) {
        broker.put(entry.name(), entry.value());
      }
    }
    if (group.isEmpty()) {
      throw new InvalidRequestException("Default group resources are not allowed.");
    }
    for (String key : wanted.keySet()) {
      if (!KEYS.contains(key)) {
        throw new InvalidConfigurationException("Unknown group config name: " + key);
      }
    }
    for (String key : KEYS) {
      if (wanted.containsKey(key)) {
        checkBounds(key, integer(key, wanted.getOrDefault(key, "")), broker);
      }
    }
    int session = inForce(SESSION_TIMEOUT, wanted, broker);
    if (session <= inForce(HEARTBEAT_INTERVAL, wanted, broker)) {
      throw new InvalidConfigurationException(
          SESSION_TIMEOUT + " must be greater than " + HEARTBEAT_INTERVAL);
    }
  }

  private static void checkBounds(String key, int value, Map<String, String> broker) {
    String name = key.substring("consumer.".length());
    String least = "group.consumer.min." + name;
    String most = "group.consumer.max." + name;
    if (value < integer(least, broker.getOrDefault(least, "0"))) {
      throw new InvalidConfigurationException(key + " must be greater than or equal to " + least);
    }
    if (value > integer(most, broker.getOrDefault(most, "" + Integer.MAX_VALUE))) {
      throw new InvalidConfigurationException(key + " must be less than or equal to " + most);
    }
  }

  private static int inForce(String key, Map<String, String> wanted, Map<String, String> broker) {
    String own = wanted.get(key);
    String ofBroker = "group." + key;
    return own != null ? integer(key, own) : integer(ofBroker, broker.getOrDefault(ofBroker, ""));
  }

  private static int integer(String key, String value) {
    try {
      return (int) ConfigDef.parseType(key, value, ConfigDef.Type.INT);
    } catch (ConfigException bad) {
      throw new InvalidConfigurationException(bad.getMessage(), bad);
    }
  }

  /**
   * Every key as it is for a group.
   *
   * @param own the group's overrides
   * @param broker the broker's keys as they are described
   */
  public static List<ConfigEntry> describe(Map<String, String> own, List<ConfigEntry> broker) {
    List<ConfigEntry> entries = new ArrayList<>();
    for (String key : KEYS) {
      for (ConfigEntry ofBroker : broker) {
        if (ofBroker.name().equals("group." + key)) {
          entries.add(describe(key, own, ofBroker));
        }
      }
    }
    return entries;
  }

  private static ConfigEntry describe(String key, Map<String, String> own, ConfigEntry broker) {
    String override = own.get(key);
    List<Synonym> synonyms = new ArrayList<>();
    if (override != null) {
      synonyms.add(new Synonym(key, override, Source.GROUP));
    }
    synonyms.addAll(broker.synonyms());
    return new ConfigEntry(
        key,
        override == null ? broker.value() : override,
        override == null ? broker.source() : Source.GROUP,
        ConfigDef.Type.INT,
        false,
        false,
        broker.documentation(),
        synonyms);
  }
}
