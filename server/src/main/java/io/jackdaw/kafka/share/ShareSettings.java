package io.jackdaw.kafka.share;

import io.jackdaw.kafka.config.ConfigValues;
import io.jackdaw.kafka.group.GroupOverrides;
import java.util.Locale;
import java.util.Map;

/**
 * The settings in force for one share group's deliveries: its own overrides, kept within the
 * broker's bounds, before those of the broker. Any thread.
 */
public final class ShareSettings {
  private final Bounded lockMs;
  private final Bounded deliveryLimit;
  private final Bounded maxLocks;
  private final int maxSessions;
  private final GroupOverrides overrides;

  private record Bounded(String key, int value, int least, int most) {
    static Bounded of(ConfigValues broker, String key) {
      return new Bounded(
          "share." + key,
          broker.intValue("group.share." + key),
          broker.intValue("group.share.min." + key),
          broker.intValue("group.share.max." + key));
    }

    int within(Map<String, String> own) {
      String override = own.get(key);
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

  /**
   * @param broker its own configuration
   */
  public ShareSettings(Map<String, String> broker, GroupOverrides overrides) {
    ConfigValues values = new ConfigValues(broker);
    this.lockMs = Bounded.of(values, "record.lock.duration.ms");
    this.deliveryLimit = Bounded.of(values, "delivery.count.limit");
    this.maxLocks = Bounded.of(values, "partition.max.record.locks");
    this.maxSessions = values.intValue("group.share.max.share.sessions");
    this.overrides = overrides;
  }

  /** How long a member has a record for itself. */
  int lockMs(String group) {
    return lockMs.within(overrides.of(group));
  }

  /** Deliveries after which a record is given up. */
  int deliveryLimit(String group) {
    return deliveryLimit.within(overrides.of(group));
  }

  /** Records of one partition that may be on their way at once. */
  int maxLocks(String group) {
    return maxLocks.within(overrides.of(group));
  }

  /** Share sessions of this broker. */
  int maxSessions() {
    return maxSessions;
  }

  boolean committedOnly(String group) {
    String level = overrides.of(group).getOrDefault("share.isolation.level", "");
    return level.strip().toLowerCase(Locale.ROOT).equals("read_committed");
  }

  boolean mayRenew(String group) {
    String enabled = overrides.of(group).getOrDefault("share.renew.acknowledge.enable", "true");
    return !enabled.strip().equalsIgnoreCase("false");
  }

  OffsetReset reset(String group) {
    try {
      return OffsetReset.parse(
          overrides.of(group).getOrDefault("share.auto.offset.reset", "latest"));
    } catch (IllegalArgumentException notOurs) {
      return new OffsetReset.Latest();
    }
  }
}
