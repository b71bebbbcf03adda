package io.jackdaw.kafka.config;

import static io.jackdaw.kafka.config.ConfigDefinition.key;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;

/** Identity, topics, deletion. */
final class GeneralKeys {
  static final List<ConfigDefinition> ALL =
      List.of(
          key("broker.id", INT, -1, "Number of this broker in its cluster; -1 lets one be chosen.")
              .atLeast(-1),
          key(
              "broker.id.generation.enable",
              BOOLEAN,
              true,
              "Whether a broker without a number may be given one from /brokers/seqid."),
          key(
                  "reserved.broker.max.id",
                  INT,
                  1000,
                  "Chosen broker numbers are greater than this one.")
              .atLeast(0),
          key(
              "authorizer.class.name",
              STRING,
              "",
              "Kafka's name of what decides who may do what by /kafka-acl; empty lets everybody do"
                  + " everything."),
          key("broker.rack", STRING, null, "Failure domain of this broker, for placing replicas."),
          key(
              "auto.create.topics.enable",
              BOOLEAN,
              true,
              "Whether asking for an unknown topic creates it."),
          key(
              "delete.topic.enable",
              BOOLEAN,
              true,
              "Whether topics can be deleted; when not, requests for it are refused."),
          key("num.partitions", INT, 1, "Partitions of a topic created without saying how many.")
              .atLeast(1),
          key(
                  "default.replication.factor",
                  INT,
                  1,
                  "Replicas of a topic created without saying how many.")
              .atLeast(1),
          key(
              "auto.leader.rebalance.enable",
              BOOLEAN,
              true,
              "Whether leadership goes back to preferred replicas by itself."),
          key(
                  "leader.imbalance.check.interval.seconds",
                  LONG,
                  300,
                  "How often leadership is compared with the preferred replicas.")
              .atLeast(1),
          key(
                  "leader.imbalance.per.broker.percentage",
                  INT,
                  10,
                  "Share of a broker's preferred partitions led elsewhere that is tolerated.")
              .atLeast(0),
          key(
              "inter.broker.protocol.version",
              STRING,
              "3.9-IV0",
              "Accepted for old files; brokers agree on versions by themselves."),
          key(
                  "producer.id.expiration.ms",
                  INT,
                  86_400_000,
                  "How long a partition remembers an idempotent producer that went silent.")
              .atLeast(1)
              .changeable(),
          key(
                  "background.threads",
                  INT,
                  10,
                  "Accepted for old files; timers run on the loops of what they are for.")
              .atLeast(1)
              .changeable(),
          key(
              "request.timeout.ms",
              INT,
              30_000,
              "How long this broker waits for an answer of another one."),
          key(
                  "telemetry.max.bytes",
                  INT,
                  1_048_576,
                  "Most bytes of metrics that a client may push at once.")
              .atLeast(1),
          key(
              "controlled.shutdown.enable",
              BOOLEAN,
              true,
              "Whether leadership is given away before the broker stops."));

  private GeneralKeys() {}
}
