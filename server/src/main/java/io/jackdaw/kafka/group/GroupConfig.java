package io.jackdaw.kafka.group;

import java.util.Map;

/**
 * Settings of the group coordinator, under Kafka's names.
 *
 * @param minSessionTimeoutMs {@code group.min.session.timeout.ms}
 * @param maxSessionTimeoutMs {@code group.max.session.timeout.ms}
 * @param maxSize {@code group.max.size}: members of one group
 * @param initialRebalanceDelayMs {@code group.initial.rebalance.delay.ms}: how long the first
 *     member of an empty group waits for others; 0 unless set, where Apache Kafka waits 3 s
 * @param offsetMetadataMaxBytes {@code offset.metadata.max.bytes}, counted in characters as Apache
 *     Kafka does
 * @param offsetsRetentionMs {@code offsets.retention.minutes}
 * @param retentionCheckIntervalMs {@code offsets.retention.check.interval.ms}
 * @param commitTimeoutMs {@code offsets.commit.timeout.ms}: how long a reply waits for its records
 *     to be committed
 * @param newMemberTimeoutMs how long a member whose JoinGroup is parked may stay away before it is
 *     removed; 5 minutes as in Apache Kafka, not configurable there
 * @param consumer settings of groups that the broker assigns
 * @param share settings of share groups
 */
public record GroupConfig(
    int minSessionTimeoutMs,
    int maxSessionTimeoutMs,
    int maxSize,
    int initialRebalanceDelayMs,
    int offsetMetadataMaxBytes,
    long offsetsRetentionMs,
    long retentionCheckIntervalMs,
    int commitTimeoutMs,
    int newMemberTimeoutMs,
    ConsumerGroupConfig consumer,
    ShareGroupConfig share) {
  private static final int NEW_MEMBER_TIMEOUT_MS = 5 * 60 * 1000;

  public GroupConfig {
    atLeast(0, minSessionTimeoutMs, "group.min.session.timeout.ms");
    atLeast(minSessionTimeoutMs, maxSessionTimeoutMs, "group.max.session.timeout.ms");
    atLeast(1, maxSize, "group.max.size");
    atLeast(0, initialRebalanceDelayMs, "group.initial.rebalance.delay.ms");
    atLeast(0, offsetMetadataMaxBytes, "offset.metadata.max.bytes");
    atLeast(1, offsetsRetentionMs, "offsets.retention.minutes");
    atLeast(1, retentionCheckIntervalMs, "offsets.retention.check.interval.ms");
    atLeast(1, commitTimeoutMs, "offsets.commit.timeout.ms");
    atLeast(1, newMemberTimeoutMs, "time-out of new members");
  }

  /** The settings of a broker with nothing set. */
  public static GroupConfig defaults() {
    return of(Map.of());
  }

  /**
   * Reads the settings out of a broker's configuration; keys of others are not looked at.
   *
   * @throws IllegalArgumentException naming the key of a bad value
   */
  public static GroupConfig of(Map<String, String> broker) {
    Reader reader = new Reader(broker);
    return new GroupConfig(
        reader.integer("group.min.session.timeout.ms", 6_000),
        reader.integer("group.max.session.timeout.ms", 1_800_000),
        reader.integer("group.max.size", Integer.MAX_VALUE),
        reader.integer("group.initial.rebalance.delay.ms", 0),
        reader.integer("offset.metadata.max.bytes", 4096),
        Math.multiplyExact(reader.number("offsets.retention.minutes", 10080), 60_000),
        reader.number("offsets.retention.check.interval.ms", 600_000),
        reader.integer("offsets.commit.timeout.ms", 5_000),
        NEW_MEMBER_TIMEOUT_MS,
        ConsumerGroupConfig.of(broker),
        ShareGroupConfig.of(broker));
  }

  private static void atLeast(long least, long value, String key) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", was " + value);
    }
  }

  record Reader(Map<String, String> settings) {
    int integer(String key, int otherwise) {
      return Math.toIntExact(number(key, otherwise));
    }

    long number(String key, long otherwise) {
      String value = settings.get(key);
      if (value == null) {
        return otherwise;
      }
      try {
        return Long.parseLong(value.strip());
      } catch (NumberFormatException bad) {
        throw new IllegalArgumentException(key + " must be an integer, was " + value, bad);
      }
    }
  }
}
