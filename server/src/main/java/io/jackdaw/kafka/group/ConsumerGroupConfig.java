package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.Assignors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings of consumer groups (KIP-848), under Kafka's names.
 *
 * @param enabled whether {@code group.coordinator.rebalance.protocols} has {@code consumer}
 * @param sessionTimeoutMs {@code group.consumer.session.timeout.ms}, with its least and most
 * @param heartbeatIntervalMs {@code group.consumer.heartbeat.interval.ms}, with its least and most
 * @param assignmentIntervalMs {@code group.consumer.assignment.interval.ms}, with its least and
 *     most: targets of a group are computed no more often than that; 0 unless set, where Apache
 *     Kafka waits 1 s
 * @param maxSize {@code group.consumer.max.size}: members of one group
 * @param assignors {@code group.consumer.assignors}, the default first
 * @param migration {@code group.consumer.migration.policy}
 * @param regexRefreshIntervalMs {@code group.consumer.regex.refresh.interval.ms}
 */
public record ConsumerGroupConfig(
    boolean enabled,
    Bounded sessionTimeoutMs,
    Bounded heartbeatIntervalMs,
    Bounded assignmentIntervalMs,
    int maxSize,
    Assignors assignors,
    Migration migration,
    int regexRefreshIntervalMs) {

  /** A setting that a group may override within bounds. */
  public record Bounded(int value, int least, int most) {
    static Bounded of(
        GroupConfig.Reader reader, String family, String name, int value, int least, int most) {
      Bounded read =
          new Bounded(
              reader.integer(family + name, value),
              reader.integer(family + "min." + name, least),
              reader.integer(family + "max." + name, most));
      if (read.value() < read.least() || read.value() > read.most()) {
        throw new IllegalArgumentException(
            "%s%s must be within [%d, %d], was %d"
                .formatted(family, name, read.least(), read.most(), read.value()));
      }
      return read;
    }

    /**
     * The override of this key, kept within the bounds, before the broker's value.
     *
     * @param overrides of one group
     */
    int inForce(String key, Map<String, String> overrides) {
      String override = overrides.isEmpty() ? null : overrides.get(key);
      if (override == null) {
        return value;
      }
      try {
        return Math.clamp(Integer.parseInt(override.strip()), least, most);
      } catch (NumberFormatException notOurs) {
        // Written past the checks of AlterConfigs, by hand: it must not stop the group.
        return value;
      }
    }
  }

  /** Which way a group may go between the protocols while members are in it. */
  public enum Migration {
    DISABLED(false, false),
    DOWNGRADE(false, true),
    UPGRADE(true, false),
    BIDIRECTIONAL(true, true);

    private final boolean up;
    private final boolean down;

    Migration(boolean up, boolean down) {
      this.up = up;
      this.down = down;
    }

    boolean up() {
      return up;
    }

    boolean down() {
      return down;
    }
  }

  static ConsumerGroupConfig of(Map<String, String> broker) {
    GroupConfig.Reader reader = new GroupConfig.Reader(broker);
    return new ConsumerGroupConfig(
        list(broker, "group.coordinator.rebalance.protocols", "classic,consumer")
            .contains("consumer"),
        bounded(reader, "session.timeout.ms", 45_000, 45_000, 60_000),
        bounded(reader, "heartbeat.interval.ms", 5_000, 5_000, 15_000),
        bounded(reader, "assignment.interval.ms", 0, 0, 15_000),
        reader.integer("group.consumer.max.size", Integer.MAX_VALUE),
        new Assignors(list(broker, "group.consumer.assignors", "uniform,range")),
        migration(broker.getOrDefault("group.consumer.migration.policy", "bidirectional")),
        reader.integer("group.consumer.regex.refresh.interval.ms", 600_000));
  }

  private static Bounded bounded(
      GroupConfig.Reader reader, String name, int value, int least, int most) {
    return Bounded.of(reader, "group.consumer.", name, value, least, most);
  }

  private static List<String> list(Map<String, String> broker, String key, String otherwise) {
    return Arrays.stream(broker.getOrDefault(key, otherwise).split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static Migration migration(String policy) {
    try {
      return Migration.valueOf(policy.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "group.consumer.migration.policy must be one of disabled, downgrade, upgrade,"
              + " bidirectional, was "
              + policy,
          unknown);
    }
  }
}
