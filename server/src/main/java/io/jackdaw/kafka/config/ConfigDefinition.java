package io.jackdaw.kafka.config;

import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * One configuration key.
 *
 * @param defaultValue as text; null when it has none
 * @param validator what a parsed value must be beyond its type; null for anything
 * @param dynamic whether it may be changed while the broker runs
 * @param documentation one sentence, for people
 */
public record ConfigDefinition(
    String name,
    Type type,
    @Nullable String defaultValue,
    @Nullable Validator validator,
    boolean dynamic,
    String documentation) {

  static ConfigDefinition key(
      String name, Type type, @Nullable Object value, String documentation) {
    return new ConfigDefinition(
        name, type, value == null ? null : value.toString(), null, false, documentation);
  }

  ConfigDefinition atLeast(Number least) {
    return checked(ConfigDef.Range.atLeast(least));
  }

  ConfigDefinition oneOf(String... values) {
    return checked(ConfigDef.ValidString.in(values));
  }

  /** As {@link #atLeast}, for one of those keys that Apache Kafka looks at later than at others. */
  ConfigDefinition requiredAtLeast(long least) {
    return required(
        value -> ((Number) value).longValue() >= least,
        "must be greater than or equal to " + least);
  }

  /** A value that is there must be so, in Apache Kafka's words for it. */
  ConfigDefinition required(Predicate<Object> allowed, String text) {
    return checked(
        (key, value) -> {
          if (value != null && !allowed.test(value)) {
            throw new ConfigException("requirement failed: " + key + " " + text);
          }
        });
  }

  ConfigDefinition checked(Validator check) {
    return new ConfigDefinition(name, type, defaultValue, check, dynamic, documentation);
  }

  ConfigDefinition changeable() {
    return new ConfigDefinition(name, type, defaultValue, validator, true, documentation);
  }

  /** Whether the value must not be shown. */
  public boolean sensitive() {
    return type == Type.PASSWORD;
  }

  /**
   * The typed value of a text.
   *
   * @throws ConfigException naming the key, if the text is not of this type or not allowed
   */
  public @Nullable Object parse(@Nullable String text) {
    Object value = ConfigDef.parseType(name, text, type);
    if (validator != null) {
      validator.ensureValid(name, value);
    }
    return value;
  }
}
