package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * All logs of this broker, over all its log directories.
 *
 * <p>Any thread. Retention, rolls by time, flushes and checkpoints run as timers on the disk loop
 * given to {@link #open}.
 */
public final class Logs implements AutoCloseable {
  private Logs() {}

  /**
   * Opens every log found in the directories, recovering those that were not closed; returns when
   * all can be used. A log that is damaged in its middle is offline, the others are not affected.
   *
   * @param diskLoop runs the periodic work until {@link #close}; owned by the caller
   * @throws io.jackdaw.disk.StorageException if a directory cannot be used or another process does
   */
  public static Logs open(
      LogsConfig config, LogConfig defaults, Disk disk, Clock clock, EventLoop diskLoop) {
    throw new UnsupportedOperationException();
  }

  /** The usable directories. */
  public List<LogDirectory> directories() {
    throw new UnsupportedOperationException();
  }

  /** An open log; null if there is none of this name, or it is offline. */
  public @Nullable PartitionLog find(String topic, int partition) {
    throw new UnsupportedOperationException();
  }

  /** The open logs. */
  public Collection<PartitionLog> all() {
    throw new UnsupportedOperationException();
  }

  /** Why a log that exists cannot be used, with its remedy; null if it can, or does not exist. */
  public @Nullable String offlineReason(String topic, int partition) {
    throw new UnsupportedOperationException();
  }

  /**
   * Opens the log, creating it when it is missing, in the directory with the fewest logs.
   *
   * @param topicId written to {@code partition.metadata}; the zero id writes nothing
   * @throws io.jackdaw.disk.StorageException if it is offline, or cannot be created, or belongs to
   *     another topic id
   */
  public PartitionLog create(String topic, int partition, Uuid topicId, LogConfig config) {
    throw new UnsupportedOperationException();
  }

  /**
   * Deletes a log: gone from here at once, its files after {@code file.delete.delay.ms}. Nothing
   * happens when there is none.
   */
  public void delete(String topic, int partition) {
    throw new UnsupportedOperationException();
  }

  /** Closes all logs cleanly, so that the next start needs no recovery. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
