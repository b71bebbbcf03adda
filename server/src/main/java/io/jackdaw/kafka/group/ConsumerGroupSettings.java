package io.jackdaw.kafka.group;

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
    return otherwise.inForce(key, overrides.of(group));
  }
}
