package io.jackdaw.kafka.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * A key with the value in force and where it comes from.
 *
 * @param value null when there is none, or it must not be shown
 * @param type null for a key that is not known
 * @param synonyms every place that says something, the winner first
 */
public record ConfigEntry(
    String name,
    @Nullable String value,
    Source source,
    ConfigDef.@Nullable Type type,
    boolean readOnly,
    boolean sensitive,
    String documentation,
    List<Synonym> synonyms) {
  public ConfigEntry {
    synonyms = List.copyOf(synonyms);
  }

  /** One place that gives a value, possibly under another key. */
  public record Synonym(String name, @Nullable String value, Source source) {}

  /**
   * Where a value comes from, for topics and brokers the strongest first; the ids are those of
   * DescribeConfigs.
   */
  public enum Source {
    TOPIC(1),
    DYNAMIC_BROKER(2),
    DYNAMIC_DEFAULT_BROKER(3),
    STATIC_BROKER(4),
    DEFAULT(5),
    LOGGER(6),
    CLIENT_METRICS(7),
    GROUP(8);

    private final byte id;

    Source(int id) {
      this.id = (byte) id;
    }

    public byte id() {
      return id;
    }
  }
}
