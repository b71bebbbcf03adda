package io.jackdaw.kafka.config;

import static io.jackdaw.kafka.config.ConfigDefinition.key;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import java.util.List;

/** Copies of partitions and who may lead them. */
final class ReplicationKeys {
  static final List<ConfigDefinition> ALL =
      List.of(
          key(
                  "min.insync.replicas",
                  INT,
                  1,
                  "In-sync replicas below which a write with acks=all is refused.")
              .atLeast(1)
              .changeable(),
          key(
                  "unclean.leader.election.enable",
                  BOOLEAN,
                  false,
                  "Whether a replica that may miss records can lead when no other is left.")
              .changeable(),
          key(
              "replica.lag.time.max.ms",
              LONG,
              30_000,
              "A follower behind for so long leaves the in-sync replicas."),
          key("num.replica.fetchers", INT, 1, "Connections for copying from each leader.")
              .atLeast(1)
              .changeable(),
          key(
                  "leader.replication.throttled.rate",
                  LONG,
                  Long.MAX_VALUE,
                  "Bytes a second sent to throttled followers.")
              .atLeast(0)
              .changeable(),
          key(
                  "follower.replication.throttled.rate",
                  LONG,
                  Long.MAX_VALUE,
                  "Bytes a second fetched for throttled replicas.")
              .atLeast(0)
              .changeable(),
          key(
                  "replica.alter.log.dirs.io.max.bytes.per.second",
                  LONG,
                  Long.MAX_VALUE,
                  "Bytes a second moved between log directories.")
              .atLeast(0)
              .changeable(),
          key("replica.fetch.max.bytes", INT, 1_048_576, "Bytes of a partition copied at a time.")
              .atLeast(0),
          key(
                  "replica.fetch.response.max.bytes",
                  INT,
                  10_485_760,
                  "Bytes of all partitions copied at a time.")
              .atLeast(0),
          key("replica.fetch.min.bytes", INT, 1, "Bytes for which a copying follower waits."),
          key("replica.fetch.wait.max.ms", INT, 500, "How long a copying follower waits."),
          key("replica.fetch.backoff.ms", INT, 1_000, "Pause after copying has failed.").atLeast(0),
          key(
              "replica.high.watermark.checkpoint.interval.ms",
              LONG,
              5_000,
              "How often high watermarks are written down."));

  private ReplicationKeys() {}
}
