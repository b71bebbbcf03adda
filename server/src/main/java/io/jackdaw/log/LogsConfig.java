package io.jackdaw.log;

import java.nio.file.Path;
import java.util.List;

/**
 * Where logs live and how often they are looked after.
 *
 * @param directories {@code log.dirs}; at least one
 * @param retentionCheckMs {@code log.retention.check.interval.ms}
 * @param checkpointMs {@code log.flush.offset.checkpoint.interval.ms}: recovery points, log start
 *     offsets and high watermarks are written that often
 * @param flushCheckMs how often {@code flush.ms} is looked at, at most
 * @param recoveryThreads {@code num.recovery.threads.per.data.dir}
 * @param producerExpiryMs {@code producer.id.expiration.ms}
 */
public record LogsConfig(
    List<Path> directories,
    long retentionCheckMs,
    long checkpointMs,
    long flushCheckMs,
    int recoveryThreads,
    long producerExpiryMs,
    CleanerConfig cleaner) {
  public LogsConfig {
    directories = List.copyOf(directories);
    if (directories.isEmpty()) {
      throw new IllegalArgumentException("log.dirs must name at least one directory");
    }
    if (recoveryThreads < 1) {
      throw new IllegalArgumentException(
          "num.recovery.threads.per.data.dir must be at least 1, was " + recoveryThreads);
    }
  }

  /** Kafka's default times for these directories. */
  public static LogsConfig of(List<Path> directories) {
    return new LogsConfig(
        directories, 300_000, 60_000, 1_000, 2, 86_400_000, CleanerConfig.DEFAULT);
  }
}
