package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.ConsumerGroupConfig.Bounded;
import java.util.Map;

/**
 * Settings of share groups (KIP-932), under Kafka's names.
 *
 * @param sessionTimeoutMs {@code group.share.session.timeout.ms}, with its least and most
 * @param heartbeatIntervalMs {@code group.share.heartbeat.interval.ms}, with its least and most
 * @param maxSize {@code group.share.max.size}: members of one group
 */
public record ShareGroupConfig(Bounded sessionTimeoutMs, Bounded heartbeatIntervalMs, int maxSize) {

  static ShareGroupConfig of(Map<String, String> broker) {
    GroupConfig.Reader reader = new GroupConfig.Reader(broker);
    return new ShareGroupConfig(
        Bounded.of(reader, "group.share.", "session.timeout.ms", 45_000, 45_000, 60_000),
        Bounded.of(reader, "group.share.", "heartbeat.interval.ms", 5_000, 5_000, 15_000),
        reader.integer("group.share.max.size", 200));
  }

  /** In force for one group. */
  int sessionTimeoutMs(Map<String, String> overrides) {
    return sessionTimeoutMs.inForce("share.session.timeout.ms", overrides);
  }

  /** In force for one group. */
  int heartbeatIntervalMs(Map<String, String> overrides) {
    return heartbeatIntervalMs.inForce("share.heartbeat.interval.ms", overrides);
  }
}
