package io.jackdaw.kafka.config;

import java.util.List;

/** Tells Kafka's own keys that have no effect here yet from mistakes. */
public final class KnownKeys {
  private static final List<String> FAMILIES =
      List.of(
          "add.partitions.to.txn.",
          "alter.log.dirs.replication.",
          "broker.heartbeat.",
          "broker.session.",
          "client.quota.callback.",
          "connections.max.reauth.",
          "controlled.shutdown.",
          "controller.",
          "delegation.token.",
          "fetch.purgatory.",
          "group.consumer.",
          "group.coordinator.",
          "group.share.",
          "group.streams.",
          "kafka.metrics.",
          "listener.name.",
          "log.cleaner.io.",
          "log.message.",
          "max.connections.per.ip.overrides",
          "metadata.",
          "metric.",
          "metrics.",
          "password.encoder.",
          "producer.purgatory.",
          "quota.",
          "remote.",
          "replica.selector.",
          "replica.socket.",
          "replication.quota.",
          "sasl.",
          "share.",
          "socket.connection.setup.",
          "ssl.",
          "transaction.",
          "zookeeper.");

  private static final List<String> SINGLE =
      List.of(
          "alter.config.policy.class.name",
          "auto.include.jmx.reporter",
          "config.providers",
          "connection.failed.authentication.delay.ms",
          "control.plane.listener.name",
          "create.topic.policy.class.name",
          "delete.records.purgatory.purge.interval.requests",
          "early.start.listeners",
          "eligible.leader.replicas.enable",
          "follower.fetch.last.tiered.offset.enable",
          "initial.broker.registration.timeout.ms",
          "log.dir.failure.timeout.ms",
          "max.connection.creation.rate",
          "node.id",
          "num.replica.alter.log.dirs.threads",
          "offsets.commit.required.acks",
          "principal.builder.class",
          "security.providers");

  private KnownKeys() {}

  /** Whether Apache Kafka 3.9 or 4 has this broker-level key. */
  public static boolean isKafkas(String name) {
    return BrokerDefinitions.find(name) != null
        || SINGLE.contains(name)
        || FAMILIES.stream().anyMatch(name::startsWith);
  }
}
