package io.jackdaw.kafka.group;

import java.util.Map;

/** The settings in force for one consumer group: its own overrides before those of the broker. */
record ConsumerGroupSettings(ConsumerGroupConfig broker, GroupOverrides overrides) {

  int sessionTimeoutMs(String group) {
    return value(group, "consumer.session.timeout.ms", broker.sessionTimeoutMs());
  }

  int heartbeatIntervalMs(String group) {
    return value(group, "consumer.heartbeat.interval.ms", broker.heartbeatIntervalMs());
  }

  int assignmentIntervalMs(String group) {
    return value(group, "consumer.assignment.interval.ms", broker.assignmentIntervalMs());
  }

  private int value(String group, String key, ConsumerGroupConfig.Bounded otherwise) {
    Map<String, String> own = overrides.of(group);
    String override = own.isEmpty() ? null : own.get(key);
    if (override == null) {
      return otherwise.value();
    }
    try {
      return otherwise.within(Integer.parseInt(override.strip()));
    } catch (NumberFormatException notOurs) {
      // Written past the checks of AlterConfigs, by hand: it must not stop the group.
      return otherwise.value();
    }
  }
}
