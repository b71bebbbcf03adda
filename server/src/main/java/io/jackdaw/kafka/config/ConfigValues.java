package io.jackdaw.kafka.config;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Typed reading of {@code server.properties}: the given values over the defaults. */
public final class ConfigValues {
  private final Map<String, String> given;

  /**
   * Checks every known key.
   *
   * @throws ConfigException naming the first key whose value is not allowed
   */
  public ConfigValues(Map<String, String> given) {
    this.given = Map.copyOf(given);
    given.forEach(
        (name, value) -> {
          ConfigDefinition definition = BrokerDefinitions.find(name);
          if (definition != null) {
            definition.parse(value);
          }
        });
  }

  public boolean isSet(String name) {
    return given.containsKey(name);
  }

  public int intValue(String name) {
    return ((Number) required(name)).intValue();
  }

  public long longValue(String name) {
    return ((Number) required(name)).longValue();
  }

  public double doubleValue(String name) {
    return ((Number) required(name)).doubleValue();
  }

  public boolean booleanValue(String name) {
    return (boolean) required(name);
  }

  /** Null when it has neither value nor default, or an empty value. */
  public @Nullable String text(String name) {
    Object value = value(name);
    return value == null || value.toString().isBlank() ? null : value.toString().trim();
  }

  /** What must not be shown; null when it has no value. */
  public @Nullable String secret(String name) {
    return value(name) instanceof Password password ? password.value() : null;
  }

  /** Empty when it has neither value nor default. */
  public List<String> list(String name) {
    return value(name) instanceof List<?> list
        ? list.stream().map(Object::toString).filter(it -> !it.isBlank()).toList()
        : List.of();
  }

  private Object required(String name) {
    Object value = value(name);
    if (value == null) {
      throw new ConfigException("Missing required configuration \"" + name + "\"");
    }
    return value;
  }

  private @Nullable Object value(String name) {
    ConfigDefinition definition = BrokerDefinitions.find(name);
    if (definition == null) {
      throw new IllegalStateException("No such key: " + name);
    }
    String text = given.get(name);
    return text == null && definition.defaultValue() == null
        ? null
        : definition.parse(text == null ? definition.defaultValue() : text);
  }
}
