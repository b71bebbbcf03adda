package io.jackdaw.kafka.config;

import static io.jackdaw.kafka.config.ConfigDefinition.key;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.SHORT;

import java.util.List;

/** Share groups (KIP-932) and their coordinator. */
final class ShareKeys {
  static final List<ConfigDefinition> ALL =
      List.of(
          key(
                  "group.share.session.timeout.ms",
                  INT,
                  45_000,
                  "How long a silent member of a share group is taken for alive.")
              .atLeast(1),
          key(
                  "group.share.min.session.timeout.ms",
                  INT,
                  45_000,
                  "Least that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.share.max.session.timeout.ms",
                  INT,
                  60_000,
                  "Most that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.share.heartbeat.interval.ms",
                  INT,
                  5_000,
                  "How often members of a share group are to send heartbeats.")
              .atLeast(1),
          key(
                  "group.share.min.heartbeat.interval.ms",
                  INT,
                  5_000,
                  "Least that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.share.max.heartbeat.interval.ms",
                  INT,
                  15_000,
                  "Most that a group may set in its place.")
              .atLeast(1),
          key("group.share.max.size", INT, 200, "Members that one share group may have.")
              .atLeast(1),
          key(
                  "group.share.max.share.sessions",
                  INT,
                  2_000,
                  "Members of share groups that may fetch from a broker at once.")
              .atLeast(1),
          key(
                  "group.share.record.lock.duration.ms",
                  INT,
                  30_000,
                  "How long a member has a record for itself.")
              .atLeast(1),
          key(
                  "group.share.min.record.lock.duration.ms",
                  INT,
                  15_000,
                  "Least that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.share.max.record.lock.duration.ms",
                  INT,
                  60_000,
                  "Most that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.share.delivery.count.limit",
                  INT,
                  5,
                  "Deliveries of a record after which it is given up.")
              .atLeast(1),
          key(
                  "group.share.min.delivery.count.limit",
                  INT,
                  2,
                  "Least that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.share.max.delivery.count.limit",
                  INT,
                  10,
                  "Most that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.share.partition.max.record.locks",
                  INT,
                  2_000,
                  "Records of one partition that a share group may have on their way at once.")
              .atLeast(1),
          key(
                  "group.share.min.partition.max.record.locks",
                  INT,
                  100,
                  "Least that a group may set in its place.")
              .atLeast(1),
          key(
                  "group.share.max.partition.max.record.locks",
                  INT,
                  4_000,
                  "Most that a group may set in its place.")
              .atLeast(1),
          key(
                  "share.coordinator.state.topic.num.partitions",
                  INT,
                  50,
                  "Partitions of __share_group_state; not to be changed afterwards.")
              .atLeast(1),
          key(
                  "share.coordinator.state.topic.replication.factor",
                  SHORT,
                  3,
                  "Most replicas of __share_group_state; fewer when there are fewer brokers.")
              .atLeast(1),
          key(
                  "share.coordinator.state.topic.min.isr",
                  SHORT,
                  2,
                  "In-sync replicas that __share_group_state needs; never more than it has.")
              .atLeast(1),
          key(
                  "share.coordinator.state.topic.segment.bytes",
                  INT,
                  104_857_600,
                  "Segment size of __share_group_state.")
              .atLeast(1),
          key(
                  "share.coordinator.snapshot.update.records.per.snapshot",
                  INT,
                  500,
                  "Updates of a share partition's state between two snapshots of it.")
              .atLeast(0),
          key(
                  "share.coordinator.write.timeout.ms",
                  INT,
                  5_000,
                  "How long a change of a share partition's state may take to be replicated.")
              .atLeast(1),
          key(
                  "share.coordinator.state.topic.prune.interval.ms",
                  INT,
                  300_000,
                  "How often what is not needed of __share_group_state is given up.")
              .atLeast(1),
          key(
                  "share.coordinator.cold.partition.snapshot.interval.ms",
                  INT,
                  300_000,
                  "How long a share partition's state is left alone before a new snapshot of it may"
                      + " be written, to give up older records.")
              .atLeast(1));

  private ShareKeys() {}
}
