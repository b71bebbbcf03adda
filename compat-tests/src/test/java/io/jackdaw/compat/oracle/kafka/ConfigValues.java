package io.jackdaw.compat.oracle.kafka;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations of topics: right ones, odd ones and none. */
final class ConfigValues {
  private static final List<Setting> USEFUL =
      List.of(
          new Setting("message.timestamp.type", "LogAppendTime"),
          new Setting("max.message.bytes", "400"),
          new Setting("cleanup.policy", "compact"),
          new Setting("compression.type", "lz4"),
          new Setting("compression.type", "gzip"),
          new Setting("compression.type", "uncompressed"),
          new Setting("message.timestamp.after.max.ms", "1000"),
          new Setting("message.timestamp.before.max.ms", "3600000"),
          new Setting("min.insync.replicas", "2"),
          new Setting("segment.bytes", "1048576"));
  private static final List<Setting> ANY =
      List.of(
          new Setting("retention.ms", "315360000000000"),
          new Setting("retention.ms", "-1"),
          new Setting("retention.ms", "soon"),
          new Setting("retention.ms", " 9000000000000000 "),
          new Setting("retention.ms", null),
          new Setting("retention.bytes", "-2"),
          new Setting("segment.bytes", "5"),
          new Setting("segment.bytes", "99999999999"),
          new Setting("segment.ms", "0"),
          new Setting("cleanup.policy", "compact,delete"),
          new Setting("cleanup.policy", "shred"),
          new Setting("cleanup.policy", ""),
          new Setting("compression.type", "zstd"),
          new Setting("compression.type", "zip"),
          new Setting("compression.gzip.level", "12"),
          new Setting("compression.lz4.level", "9"),
          new Setting("max.message.bytes", "-1"),
          new Setting("min.insync.replicas", "0"),
          new Setting("min.cleanable.dirty.ratio", "1.5"),
          new Setting("min.cleanable.dirty.ratio", "0.25"),
          new Setting("preallocate", "yes"),
          new Setting("preallocate", "TRUE"),
          new Setting("unclean.leader.election.enable", "true"),
          new Setting("leader.replication.throttled.replicas", "*"),
          new Setting("leader.replication.throttled.replicas", "0:x"),
          new Setting("message.timestamp.type", "Whenever"),
          new Setting("message.timestamp.difference.max.ms", "5"),
          new Setting("message.format.version", "2.8"),
          new Setting("message.downconversion.enable", "false"),
          new Setting("min.compaction.lag.ms", "5000"),
          new Setting("max.compaction.lag.ms", "1000"),
          new Setting("remote.storage.enable", "true"),
          new Setting("local.retention.ms", "100"),
          new Setting("flush.messages", "0"),
          new Setting("no.such.key", "1"),
          new Setting("", "1"));

  private final Dice dice;

  ConfigValues(Dice dice) {
    this.dice = dice;
  }

  record Setting(String name, @Nullable String value) {}

  /** One that changes what a broker does with records. */
  Setting useful() {
    return dice.of(USEFUL);
  }

  Setting any() {
    return dice.oneIn(3) ? useful() : dice.of(ANY);
  }
}
