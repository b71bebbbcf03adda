package io.jackdaw.kafka.config;

import io.jackdaw.kafka.config.ConfigEntry.Source;
import io.jackdaw.kafka.config.ConfigEntry.Synonym;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * What a group may set for itself. Most of it is a broker's key without its {@code group.}, within
 * bounds that the broker sets: {@code consumer.session.timeout.ms} for {@code
 * group.consumer.session.timeout.ms} and so on; the rest is a share group's alone. Refuses with
 * Apache's sentences.
 */
public final class GroupRules {
  private static final List<String> FAMILIES = List.of("consumer", "share");

  /** Overrides of the broker's keys. */
  private static final List<String> BOUNDED =
      List.of(
          "consumer.assignment.interval.ms",
          "consumer.heartbeat.interval.ms",
          "consumer.session.timeout.ms",
          "share.delivery.count.limit",
          "share.heartbeat.interval.ms",
          "share.partition.max.record.locks",
          "share.record.lock.duration.ms",
          "share.session.timeout.ms");

  private static final Pattern OFFSET_RESET =
      Pattern.compile("latest|earliest|by_duration:P.+", Pattern.CASE_INSENSITIVE);

  /** Keys that only groups have. */
  private static final List<ConfigDefinition> OWN =
      List.of(
          ConfigDefinition.key(
                  "share.auto.offset.reset",
                  ConfigDef.Type.STRING,
                  "latest",
                  "Where a share group begins in a partition: latest, earliest, or by_duration: and"
                      + " an ISO 8601 duration.")
              .checked(GroupRules::checkOffsetReset),
          ConfigDefinition.key(
                  "share.isolation.level",
                  ConfigDef.Type.STRING,
                  "read_uncommitted",
                  "Whether a share group reads records of open and aborted transactions.")
              .checked(
                  ConfigDef.CaseInsensitiveValidString.in("read_committed", "read_uncommitted")),
          ConfigDefinition.key(
              "share.renew.acknowledge.enable",
              ConfigDef.Type.BOOLEAN,
              "true",
              "Whether members of a share group may renew the locks of their records."));

  private GroupRules() {}

  private static void checkOffsetReset(String name, @Nullable Object value) {
    if (value == null || !OFFSET_RESET.matcher(value.toString()).matches()) {
      throw new ConfigException(
          name,
          value,
          "Invalid share.auto.offset.reset: use latest, earliest or by_duration:PnDTn");
    }
    String text = value.toString();
    int colon = text.indexOf(':');
    if (colon >= 0) {
      try {
        if (Duration.parse(text.substring(colon + 1)).isNegative()) {
          throw new ConfigException(name, value, "Negative duration is not supported");
        }
      } catch (DateTimeParseException notADuration) {
        throw new ConfigException(name, value, "Unable to parse duration string");
      }
    }
  }

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
      if (!BOUNDED.contains(key) && own(key) == null) {
        throw new InvalidConfigurationException("Unknown group config name: " + key);
      }
    }
    for (String key : BOUNDED) {
      if (wanted.containsKey(key)) {
        checkBounds(key, integer(key, wanted.getOrDefault(key, "")), broker);
      }
    }
    for (ConfigDefinition own : OWN) {
      if (wanted.containsKey(own.name())) {
        checkOwn(own, wanted.getOrDefault(own.name(), ""));
      }
    }
    for (String family : FAMILIES) {
      String sessionTimeout = family + ".session.timeout.ms";
      String heartbeatInterval = family + ".heartbeat.interval.ms";
      if (inForce(sessionTimeout, wanted, broker) <= inForce(heartbeatInterval, wanted, broker)) {
        throw new InvalidConfigurationException(
            sessionTimeout + " must be greater than " + heartbeatInterval);
      }
    }
  }

  private static @Nullable ConfigDefinition own(String key) {
    return OWN.stream().filter(own -> own.name().equals(key)).findFirst().orElse(null);
  }

  private static void checkOwn(ConfigDefinition own, String value) {
    try {
      own.parse(value);
    } catch (ConfigException bad) {
      throw new InvalidConfigurationException(bad.getMessage(), bad);
    }
  }

  private static void checkBounds(String key, int value, Map<String, String> broker) {
    int family = key.indexOf('.') + 1;
    String least = "group." + key.substring(0, family) + "min." + key.substring(family);
    String most = "group." + key.substring(0, family) + "max." + key.substring(family);
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
    for (String key : BOUNDED) {
      for (ConfigEntry ofBroker : broker) {
        if (ofBroker.name().equals("group." + key)) {
          entries.add(describe(key, own, ofBroker));
        }
      }
    }
    for (ConfigDefinition definition : OWN) {
      entries.add(describe(definition, own.get(definition.name())));
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

  private static ConfigEntry describe(ConfigDefinition definition, @Nullable String override) {
    List<Synonym> synonyms = new ArrayList<>();
    if (override != null) {
      synonyms.add(new Synonym(definition.name(), override, Source.GROUP));
    }
    synonyms.add(new Synonym(definition.name(), definition.defaultValue(), Source.DEFAULT));
    return new ConfigEntry(
        definition.name(),
        override == null ? definition.defaultValue() : override,
        override == null ? Source.DEFAULT : Source.GROUP,
        definition.type(),
        false,
        false,
        definition.documentation(),
        synonyms);
  }
}
