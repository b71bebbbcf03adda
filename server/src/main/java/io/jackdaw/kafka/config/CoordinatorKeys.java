package io.jackdaw.kafka.config;

import static io.jackdaw.kafka.config.ConfigDefinition.key;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.SHORT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/** Groups, their offsets, and transactions; {@link ShareKeys} has what only share groups have. */
final class CoordinatorKeys {
  static final List<ConfigDefinition> ALL =
      List.of(
          key(
                  "group.coordinator.rebalance.protocols",
                  LIST,
                  "classic,consumer",
                  "Group protocols that are served; share groups are switched by share.version.")
              .checked(ConfigDef.ValidList.in("consumer", "classic", "share", "streams")),
          key(
                  "group.initial.rebalance.delay.ms",
                  INT,
                  0,
                  "How long an empty group waits for further members before its first"
                      + " assignment; Kafka's own default is 3000.")
              .atLeast(0),
          key(
              "group.min.session.timeout.ms",
              INT,
              6_000,
              "Shortest session time-out that a member may ask for."),
          key(
              "group.max.session.timeout.ms",
              INT,
              1_800_000,
              "Longest session time-out that a member may ask for."),
          key("group.max.size", INT, Integer.MAX_VALUE, "Members that one group may have.")
              .atLeast(1),
          key(
                  "group.consumer.session.timeout.ms",
                  INT,
                  45_000,
                  "How long a silent member of a consumer group is taken for alive.")
              .atLeast(1),
          key(
                  "group.consumer.min.session.timeout.ms",
                  INT,
                  45_000,
                  "Least that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.consumer.max.session.timeout.ms",
                  INT,
                  60_000,
                  "Most that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.consumer.heartbeat.interval.ms",
                  INT,
                  5_000,
                  "How often members of consumer groups are told to send heartbeats.")
              .atLeast(1),
          key(
                  "group.consumer.min.heartbeat.interval.ms",
                  INT,
                  5_000,
                  "Least that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.consumer.max.heartbeat.interval.ms",
                  INT,
                  15_000,
                  "Most that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.consumer.assignment.interval.ms",
                  INT,
                  0,
                  "Least time between two assignments of a consumer group; Kafka's own default"
                      + " is 1000.")
              .atLeast(0),
          key(
                  "group.consumer.min.assignment.interval.ms",
                  INT,
                  0,
                  "Least that a group may set in its place.")
              .atLeast(0),
          key(
                  "group.consumer.max.assignment.interval.ms",
                  INT,
                  15_000,
                  "Most that a group may set in its place.")
              .atLeast(0),
          key(
                  "group.consumer.max.size",
                  INT,
                  Integer.MAX_VALUE,
                  "Members that one consumer group may have.")
              .atLeast(1),
          key(
                  "group.consumer.assignors",
                  LIST,
                  "uniform,range",
                  "Assignors of consumer groups, the default first.")
              .checked(ConfigDef.ValidList.in("uniform", "range")),
          key(
                  "group.consumer.migration.policy",
                  STRING,
                  "bidirectional",
                  "Which way groups may go between the classic and the consumer protocol.")
              .checked(
                  ConfigDef.CaseInsensitiveValidString.in(
                      "disabled", "downgrade", "upgrade", "bidirectional")),
          key(
                  "group.consumer.regex.refresh.interval.ms",
                  INT,
                  600_000,
                  "How long topics found by a regular expression are taken for all there are.")
              .atLeast(10_000),
          key(
              "offset.metadata.max.bytes",
              INT,
              4_096,
              "Longest note that may be committed with an offset."),
          key(
                  "offsets.commit.timeout.ms",
                  INT,
                  5_000,
                  "How long a commit waits until its record is replicated.")
              .atLeast(1),
          key("offsets.load.buffer.size", INT, 5_242_880, "Bytes read at a time when loading.")
              .atLeast(1),
          key(
                  "offsets.retention.check.interval.ms",
                  LONG,
                  600_000,
                  "How often expired offsets are looked for.")
              .atLeast(1),
          key(
                  "offsets.retention.minutes",
                  INT,
                  10_080,
                  "How long the offsets of a group without members are kept.")
              .atLeast(1),
          key(
              "offsets.topic.compression.codec",
              INT,
              0,
              "Codec of records in __consumer_offsets, by its number."),
          key(
                  "offsets.topic.num.partitions",
                  INT,
                  50,
                  "Partitions of __consumer_offsets; not to be changed afterwards.")
              .atLeast(1),
          key(
                  "offsets.topic.replication.factor",
                  SHORT,
                  3,
                  "Most replicas of __consumer_offsets; fewer when there are fewer brokers.")
              .atLeast(1),
          key(
                  "offsets.topic.segment.bytes",
                  INT,
                  104_857_600,
                  "Segment size of __consumer_offsets.")
              .atLeast(1),
          key(
                  "transaction.max.timeout.ms",
                  INT,
                  900_000,
                  "Longest time-out that a transactional producer may ask for.")
              .atLeast(1),
          key(
                  "transactional.id.expiration.ms",
                  INT,
                  604_800_000,
                  "How long a transactional id without transactions is remembered.")
              .atLeast(1),
          key(
                  "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                  INT,
                  10_000,
                  "How often transactions that took too long are looked for, to be aborted.")
              .atLeast(1),
          key(
                  "transaction.remove.expired.transaction.cleanup.interval.ms",
                  INT,
                  3_600_000,
                  "How often transactional ids that expired are looked for.")
              .atLeast(1),
          key(
                  "transaction.state.log.num.partitions",
                  INT,
                  50,
                  "Partitions of __transaction_state; not to be changed afterwards.")
              .atLeast(1),
          key(
                  "transaction.state.log.replication.factor",
                  SHORT,
                  3,
                  "Most replicas of __transaction_state; fewer when there are fewer brokers.")
              .atLeast(1),
          key(
                  "transaction.state.log.min.isr",
                  INT,
                  2,
                  "In-sync replicas that __transaction_state needs; never more than it has.")
              .atLeast(1),
          key(
                  "transaction.state.log.segment.bytes",
                  INT,
                  104_857_600,
                  "Segment size of __transaction_state.")
              .atLeast(1));

  private CoordinatorKeys() {}
}
