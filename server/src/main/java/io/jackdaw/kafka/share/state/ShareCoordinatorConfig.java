package io.jackdaw.kafka.share.state;

import io.jackdaw.kafka.config.ConfigValues;
import java.util.Map;

/**
 * Settings of the share coordinator, under Kafka's names.
 *
 * @param updatesPerSnapshot {@code share.coordinator.snapshot.update.records.per.snapshot}
 * @param writeTimeoutMs {@code share.coordinator.write.timeout.ms}
 * @param pruneIntervalMs {@code share.coordinator.state.topic.prune.interval.ms}
 * @param coldSnapshotMs {@code share.coordinator.cold.partition.snapshot.interval.ms}
 */
public record ShareCoordinatorConfig(
    int updatesPerSnapshot, long writeTimeoutMs, long pruneIntervalMs, long coldSnapshotMs) {

  /** Reads the settings out of a broker's configuration; keys of others are not looked at. */
  public static ShareCoordinatorConfig of(Map<String, String> broker) {
    ConfigValues values = new ConfigValues(broker);
    return new ShareCoordinatorConfig(
        values.intValue("share.coordinator.snapshot.update.records.per.snapshot"),
        values.intValue("share.coordinator.write.timeout.ms"),
        values.intValue("share.coordinator.state.topic.prune.interval.ms"),
        values.intValue("share.coordinator.cold.partition.snapshot.interval.ms"));
  }
}
