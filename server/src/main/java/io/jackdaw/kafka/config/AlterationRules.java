package io.jackdaw.kafka.config;

import io.jackdaw.log.LogConfig;
import io.jackdaw.log.TopicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

/** What overrides may become. Pure; refuses with Apache's sentences. */
public final class AlterationRules {
  private static final Set<String> TOPIC_KEYS =
      LogConfig.keys().stream().map(TopicKey::name).collect(Collectors.toUnmodifiableSet());

  /** Keys of Apache Kafka that only one broker may have, if they may be changed at all. */
  private static final Set<String> PER_BROKER =
      Set.of(
          "cordoned.log.dirs",
          "listener.security.protocol.map",
          "listeners",
          "principal.builder.class");

  private static final List<String> PER_BROKER_FAMILIES = List.of("sasl.", "ssl.");

  /** Of those, the ones that only a listener may have. */
  private static final Set<String> PER_LISTENER =
      Set.of(
          "ssl.key.password",
          "ssl.keystore.certificate.chain",
          "ssl.keystore.key",
          "ssl.keystore.location",
          "ssl.keystore.password",
          "ssl.keystore.type",
          "ssl.truststore.certificates",
          "ssl.truststore.location",
          "ssl.truststore.password",
          "ssl.truststore.type");

  private AlterationRules() {}

  /**
   * Checks a topic's overrides. Keys that nobody knows may stay, since older tools wrote them, but
   * not come.
   *
   * @throws ConfigException naming the key that is not known, or whose value is not allowed
   */
  public static void checkTopic(
      Map<String, String> now, Map<String, String> wanted, LogConfig defaults) {
    Map<String, String> checked = new HashMap<>(wanted);
    checked
        .entrySet()
        .removeIf(
            entry ->
                !TOPIC_KEYS.contains(entry.getKey())
                    && entry.getValue().equals(now.get(entry.getKey())));
    LogConfig.validate(checked, defaults);
  }

  /**
   * Checks a broker's overrides, or those of all brokers. Keys that Kafka does not have may come:
   * plug-ins have some of their own.
   *
   * @param ofAll whether it is those of all brokers
   * @throws ConfigException naming the keys that only take effect at a start, or not at all yet, or
   *     the key whose value is not allowed
   */
  public static void checkBroker(
      Map<String, String> now, Map<String, String> wanted, boolean ofAll) {
    Map<String, String> changed = new HashMap<>(wanted);
    changed.entrySet().removeAll(now.entrySet());
    refuse(
        changed.keySet(),
        PER_LISTENER::contains,
        "These security configs can be dynamically updated only per-listener using the listener"
            + " prefix: ");
    if (ofAll) {
      refuse(
          changed.keySet(),
          AlterationRules::isPerBroker,
          "Cannot update these configs at default cluster level, broker id must be specified: ");
    }
    refuse(changed.keySet(), key -> !mayChange(key), "Cannot update these configs dynamically: ");
    changed.forEach(
        (key, value) -> {
          ConfigDefinition definition = BrokerDefinitions.find(key);
          if (definition != null) {
            definition.parse(value);
          }
        });
  }

  private static void refuse(Set<String> keys, Predicate<String> which, String sentence) {
    Set<String> refused =
        keys.stream().filter(which).collect(Collectors.toCollection(TreeSet::new));
    if (!refused.isEmpty()) {
      throw new ConfigException(sentence + refused);
    }
  }

  private static boolean isPerBroker(String key) {
    return PER_BROKER.contains(BrokerDefinitions.baseName(key))
        || PER_BROKER_FAMILIES.stream().anyMatch(BrokerDefinitions.baseName(key)::startsWith);
  }

  private static boolean mayChange(String brokerKey) {
    ConfigDefinition definition = BrokerDefinitions.find(brokerKey);
    return definition == null ? !KnownKeys.isKafkas(brokerKey) : definition.dynamic();
  }

  /**
   * Adds elements to, or takes them from, the value of a list.
   *
   * @param now the value as it is; null for the key's default
   * @throws InvalidConfigurationException if the key does not have a list
   */
  public static String changeList(
      ConfigResource.Type of, String key, @Nullable String now, String elements, boolean append) {
    ListKey list = listKey(key, of);
    if (list == null || list.type != ConfigDef.Type.LIST) {
      throw new InvalidConfigurationException(
          of != ConfigResource.Type.BROKER
              ? "Can't %s to key %s because its type is not LIST."
                  .formatted(append ? "APPEND" : "SUBTRACT", key)
              : list == null
                  ? "Unknown config name: " + key
                  : "Config value %s is not allowed for config key: %s"
                      .formatted(append ? "append" : "subtract", key));
    }
    List<String> values = split(now == null ? list.defaultValue : now);
    // An empty element stays one, for whoever checks the value to refuse.
    List<String> changes = Arrays.stream(elements.split(",")).map(String::strip).toList();
    if (append) {
      changes.stream().filter(it -> !values.contains(it)).forEach(values::add);
    } else {
      values.removeAll(changes);
    }
    return String.join(",", values);
  }

  private record ListKey(ConfigDef.Type type, String defaultValue) {}

  private static @Nullable ListKey listKey(String key, ConfigResource.Type of) {
    if (of == ConfigResource.Type.TOPIC) {
      return LogConfig.keys().stream()
          .filter(it -> it.name().equals(key))
          .findFirst()
          .map(it -> new ListKey(it.type(), it.defaultValue()))
          .orElse(null);
    }
    ConfigDefinition definition =
        of == ConfigResource.Type.BROKER ? BrokerDefinitions.find(key) : null;
    if (definition == null) {
      return null;
    }
    String value = definition.defaultValue();
    return new ListKey(definition.type(), value == null ? "" : value);
  }

  private static List<String> split(String list) {
    List<String> values = new ArrayList<>();
    for (String value : list.split(",", -1)) {
      if (!value.isBlank()) {
        values.add(value.strip());
      }
    }
    return values;
  }
}
