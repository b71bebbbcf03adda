package io.jackdaw.kafka.config;

import io.jackdaw.kafka.config.ConfigEntry.Source;
import io.jackdaw.kafka.config.ConfigEntry.Synonym;
import io.jackdaw.kafka.metadata.ConfigImage;
import io.jackdaw.log.LogConfig;
import io.jackdaw.log.TopicKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the value in force of each key: a topic's override, this broker's dynamic value, the
 * dynamic value of all brokers, {@code server.properties}, Kafka's default; the first that is there
 * counts.
 *
 * <p>Any thread; the answer depends on the {@link ConfigImage} given and on nothing else.
 */
public final class EffectiveConfigs {
  private static final Logger LOG = LoggerFactory.getLogger(EffectiveConfigs.class);

  private final int brokerId;
  private final Map<String, String> properties;

  /** For the broker of this number with these {@code server.properties}. */
  public EffectiveConfigs(int brokerId, Map<String, String> properties) {
    this.brokerId = brokerId;
    this.properties = Map.copyOf(properties);
  }

  /** Broker-level values that are set anywhere but as a default. */
  public Map<String, String> brokerValues(ConfigImage configs) {
    Map<String, String> values = new HashMap<>(properties);
    values.putAll(configs.brokerDefaults());
    values.putAll(dynamicOfThisBroker(configs));
    return values;
  }

  /**
   * Brokers that get no new replicas, because all their log directories are cordoned. Of other
   * brokers only what all of them can know counts: a dynamic value that names every directory.
   */
  public Set<Integer> cordonedBrokers(ConfigImage configs) {
    Set<Integer> cordoned = new HashSet<>();
    configs
        .brokers()
        .forEach(
            (id, values) -> {
              if (id != brokerId && CordonedDirectories.ofAll(values)) {
                cordoned.add(id);
              }
            });
    List<Path> own = logDirectories();
    if (CordonedDirectories.of(brokerValues(configs), own).size() == own.size()) {
      cordoned.add(brokerId);
    }
    return cordoned;
  }

  /** Where this broker keeps its logs. */
  public List<Path> logDirectories() {
    return LogDirectoryNames.of(properties);
  }

  /** What topics without overrides have; values that cannot be used are left out, with a WARN. */
  public LogConfig logDefaults(ConfigImage configs) {
    return usable(brokerValues(configs), LogConfig::ofBroker);
  }

  /** What this topic has; values that cannot be used are left out, with a WARN. */
  public LogConfig logConfig(ConfigImage configs, String topic) {
    LogConfig defaults = logDefaults(configs);
    return usable(configs.topic(topic), overrides -> LogConfig.of(overrides, defaults));
  }

  private interface Reader {
    LogConfig read(Map<String, String> values);
  }

  private static LogConfig usable(Map<String, String> values, Reader reader) {
    try {
      return reader.read(values);
    } catch (ConfigException refused) {
      Map<String, String> good = new HashMap<>();
      values.forEach(
          (name, value) -> {
            try {
              reader.read(Map.of(name, value));
              good.put(name, value);
            } catch (ConfigException bad) {
              LOG.warn("Configuration value is left aside: {}", bad.getMessage());
            }
          });
      return reader.read(good);
    }
  }

  /** Every topic-level key as it is for a topic with these overrides, sorted by name. */
  public List<ConfigEntry> describeTopic(ConfigImage configs, Map<String, String> overrides) {
    LogConfig defaults = logDefaults(configs);
    Map<String, String> values = usable(overrides, given -> LogConfig.of(given, defaults)).values();
    List<ConfigEntry> entries = new ArrayList<>();
    for (TopicKey key : LogConfig.keys()) {
      List<Synonym> synonyms = topicSynonyms(configs, overrides.keySet(), values, key);
      entries.add(
          new ConfigEntry(
              key.name(),
              values.get(key.name()),
              synonyms.isEmpty() ? Source.DEFAULT : synonyms.getFirst().source(),
              key.type(),
              false,
              false,
              TopicDocumentation.of(key),
              synonyms));
    }
    return entries;
  }

  private List<Synonym> topicSynonyms(
      ConfigImage configs, Set<String> overridden, Map<String, String> values, TopicKey key) {
    List<Synonym> synonyms = new ArrayList<>();
    if (overridden.contains(key.name())) {
      // As it is read, not as it was written: without blanks around it, for example.
      synonyms.add(new Synonym(key.name(), values.get(key.name()), Source.TOPIC));
    }
    List<String> names = key.brokerKeys().stream().map(TopicKey.BrokerKey::name).toList();
    if (!names.isEmpty()) {
      // Apache Kafka begins with the finest unit: without a value of its own, nothing is shown.
      brokerSynonyms(configs, names).stream()
          .dropWhile(it -> !it.name().equals(names.getFirst()))
          .forEach(synonyms::add);
    }
    return synonyms;
  }

  /**
   * Every broker-level key of this broker, sorted by name; keys of {@code server.properties} that
   * are not known are among them, without their value.
   */
  public List<ConfigEntry> describeBroker(ConfigImage configs) {
    Map<String, @Nullable ConfigDefinition> names = new TreeMap<>(BrokerDefinitions.all());
    for (String name : brokerValues(configs).keySet()) {
      names.putIfAbsent(name, BrokerDefinitions.find(name));
    }
    List<ConfigEntry> entries = new ArrayList<>();
    names.forEach(
        (name, definition) ->
            entries.add(entry(name, definition, brokerSynonyms(configs, namesOf(name)))));
    return entries;
  }

  /** The dynamic values of all brokers. */
  public List<ConfigEntry> describeBrokerDefaults(ConfigImage configs) {
    List<ConfigEntry> entries = new ArrayList<>();
    new TreeMap<>(configs.brokerDefaults())
        .forEach(
            (name, value) ->
                entries.add(
                    entry(
                        name,
                        BrokerDefinitions.find(name),
                        List.of(new Synonym(name, value, Source.DYNAMIC_DEFAULT_BROKER)))));
    return entries;
  }

  private static ConfigEntry entry(
      String name, @Nullable ConfigDefinition definition, List<Synonym> synonyms) {
    boolean sensitive = definition == null || definition.sensitive();
    List<Synonym> shown =
        sensitive
            ? synonyms.stream().map(it -> new Synonym(it.name(), null, it.source())).toList()
            : synonyms;
    List<Synonym> own = synonyms.stream().filter(it -> it.name().equals(name)).toList();
    String value = own.isEmpty() ? null : own.getFirst().value();
    return new ConfigEntry(
        name,
        sensitive ? null : value,
        own.isEmpty() ? Source.DEFAULT : own.getFirst().source(),
        definition == null ? null : definition.type(),
        definition == null || !definition.dynamic(),
        sensitive,
        definition == null ? "" : definition.documentation(),
        shown);
  }

  private List<Synonym> brokerSynonyms(ConfigImage configs, List<String> names) {
    List<Synonym> synonyms = new ArrayList<>();
    addFrom(dynamicOfThisBroker(configs), names, Source.DYNAMIC_BROKER, synonyms);
    addFrom(configs.brokerDefaults(), names, Source.DYNAMIC_DEFAULT_BROKER, synonyms);
    addFrom(properties, names, Source.STATIC_BROKER, synonyms);
    for (String name : names) {
      ConfigDefinition definition = BrokerDefinitions.find(name);
      if (definition != null && definition.defaultValue() != null) {
        synonyms.add(new Synonym(name, definition.defaultValue(), Source.DEFAULT));
      }
    }
    return synonyms;
  }

  private static void addFrom(
      Map<String, String> values, List<String> names, Source source, List<Synonym> into) {
    for (String name : names) {
      String value = values.get(name);
      if (value != null) {
        into.add(new Synonym(name, value, source));
      }
    }
  }

  private Map<String, String> dynamicOfThisBroker(ConfigImage configs) {
    return configs.brokers().getOrDefault(brokerId, Map.of());
  }

  /** The key first, then the others that mean the same in another unit. */
  private static List<String> namesOf(String name) {
    Map<String, Boolean> names = new LinkedHashMap<>();
    names.put(name, true);
    for (TopicKey key : LogConfig.keys()) {
      List<String> family = key.brokerKeys().stream().map(TopicKey.BrokerKey::name).toList();
      if (family.contains(name)) {
        family.forEach(it -> names.put(it, true));
      }
    }
    return List.copyOf(names.keySet());
  }
}
