package io.jackdaw.kafka.config;

import static io.jackdaw.kafka.config.ConfigDefinition.key;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.jackdaw.log.CleanerConfig;
import io.jackdaw.log.LogConfig;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/** Where logs live, and the defaults of topic-level keys. */
final class LogKeys {
  static final List<ConfigDefinition> ALL =
      List.of(
          key(
              "log.dir",
              LIST,
              "/tmp/kafka-logs",
              "Directory of the logs, when log.dirs is absent."),
          key("log.dirs", LIST, null, "Directories of the logs."),
          key(
                  "cordoned.log.dirs",
                  LIST,
                  "",
                  "Those of log.dirs that get no new partitions; * for all of them.")
              .changeable(),
          key("log.cleanup.policy", LIST, "delete", "What becomes of old segments.")
              .checked(ConfigDef.ValidList.in("compact", "delete"))
              .changeable(),
          key("compression.type", STRING, "producer", "Codec in which batches are kept.")
              .oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer")
              .changeable(),
          key("compression.gzip.level", INT, -1, "Effort of gzip.")
              .checked(LogConfig.compressionLevels("gzip"))
              .changeable(),
          key("compression.lz4.level", INT, 9, "Effort of lz4.")
              .checked(LogConfig.compressionLevels("lz4"))
              .changeable(),
          key("compression.zstd.level", INT, 3, "Effort of zstd.")
              .checked(LogConfig.compressionLevels("zstd"))
              .changeable(),
          key("message.max.bytes", INT, 1_048_588, "Largest batch that is accepted.")
              .atLeast(0)
              .changeable(),
          key("log.segment.bytes", INT, 1_073_741_824, "Size at which a segment is closed.")
              .atLeast(1 << 20)
              .changeable(),
          key("log.roll.ms", LONG, null, "Age at which a segment is closed.")
              .requiredAtLeast(1)
              .changeable(),
          key("log.roll.hours", INT, 168, "The same in hours, when log.roll.ms is absent.")
              .atLeast(1),
          key("log.roll.jitter.ms", LONG, null, "Random part taken off that age.")
              .requiredAtLeast(0)
              .changeable(),
          key("log.roll.jitter.hours", INT, 0, "The same in hours.").atLeast(0),
          key("log.retention.ms", LONG, null, "Age at which records are deleted; -1 keeps them.")
              .changeable(),
          key("log.retention.minutes", INT, null, "The same in minutes."),
          key("log.retention.hours", INT, 168, "The same in hours."),
          key("log.retention.bytes", LONG, -1, "Size to which a partition is cut; -1 is no limit.")
              .changeable(),
          key(
                  "log.retention.check.interval.ms",
                  LONG,
                  300_000,
                  "How often old segments are looked for.")
              .atLeast(1),
          key(
                  "log.segment.delete.delay.ms",
                  LONG,
                  60_000,
                  "How long deleted files stay on the disk.")
              .atLeast(0)
              .changeable(),
          key("log.index.size.max.bytes", INT, 10_485_760, "Largest index of a segment.")
              .atLeast(4)
              .changeable(),
          key("log.index.interval.bytes", INT, 4_096, "Bytes between two entries of an index.")
              .atLeast(0)
              .changeable(),
          key(
                  "log.flush.interval.messages",
                  LONG,
                  Long.MAX_VALUE,
                  "Records after which a log is forced to disk.")
              .atLeast(1)
              .changeable(),
          key("log.flush.interval.ms", LONG, null, "Age of records that are forced to disk.")
              .changeable(),
          key(
              "log.flush.scheduler.interval.ms",
              LONG,
              Long.MAX_VALUE,
              "How often logs are looked at for that."),
          key(
                  "log.flush.offset.checkpoint.interval.ms",
                  INT,
                  60_000,
                  "How often recovery points are written down.")
              .atLeast(0),
          key(
                  "log.flush.start.offset.checkpoint.interval.ms",
                  INT,
                  60_000,
                  "How often log start offsets are written down.")
              .atLeast(0),
          key("log.preallocate", BOOLEAN, false, "Whether segments are created at full size.")
              .changeable(),
          key(
                  "log.message.timestamp.type",
                  STRING,
                  "CreateTime",
                  "Whether a record has the producer's time or that of its arrival.")
              .oneOf("CreateTime", "LogAppendTime")
              .changeable(),
          key(
                  "log.message.timestamp.before.max.ms",
                  LONG,
                  Long.MAX_VALUE,
                  "How far a record's time may be in the past.")
              .atLeast(0)
              .changeable(),
          key(
                  "log.message.timestamp.after.max.ms",
                  LONG,
                  3_600_000,
                  "How far a record's time may be in the future.")
              .atLeast(0)
              .changeable(),
          key(
                  "num.recovery.threads.per.data.dir",
                  INT,
                  2,
                  "Threads that check the logs of a directory after an unclean stop.")
              .atLeast(1)
              .changeable(),
          key("log.cleaner.enable", BOOLEAN, true, "Whether compacted topics are cleaned."),
          key("log.cleaner.threads", INT, 1, "Threads that clean.").atLeast(0).changeable(),
          key("log.cleaner.backoff.ms", LONG, 15_000, "Pause when there is nothing to clean.")
              .atLeast(0)
              .changeable(),
          key(
                  "log.cleaner.delete.retention.ms",
                  LONG,
                  86_400_000,
                  "How long a tombstone is kept in a compacted topic.")
              .atLeast(0)
              .changeable(),
          key(
                  "log.cleaner.min.cleanable.ratio",
                  DOUBLE,
                  0.5,
                  "Share of a log that must be dirty before it is cleaned.")
              .checked(ConfigDef.Range.between(0, 1))
              .changeable(),
          key(
                  "log.cleaner.min.compaction.lag.ms",
                  LONG,
                  0,
                  "Age below which a record is not cleaned away.")
              .atLeast(0)
              .changeable(),
          key(
                  "log.cleaner.max.compaction.lag.ms",
                  LONG,
                  Long.MAX_VALUE,
                  "Age at which a record must be looked at by the cleaner.")
              .atLeast(1)
              .changeable(),
          key(
                  "log.cleaner.dedupe.buffer.size",
                  LONG,
                  CleanerConfig.DEFAULT_MAP_BYTES,
                  "Most memory for keys while a log is cleaned.")
              .required(
                  bytes -> ((Long) bytes) >= 1 << 20, "must be at least 1MB per cleaner thread.")
              .changeable(),
          key(
                  "log.cleaner.io.buffer.size",
                  INT,
                  524_288,
                  "Memory to read and write with while a log is cleaned.")
              .atLeast(0)
              .changeable(),
          key(
                  "log.cleaner.io.max.bytes.per.second",
                  DOUBLE,
                  Double.MAX_VALUE,
                  "Most that the cleaner reads and writes.")
              .changeable(),
          key("log.local.retention.bytes", LONG, -2, "Kept for tiered storage.")
              .atLeast(-2)
              .changeable(),
          key("log.local.retention.ms", LONG, -2, "Kept for tiered storage.")
              .atLeast(-2)
              .changeable());

  private LogKeys() {}
}
