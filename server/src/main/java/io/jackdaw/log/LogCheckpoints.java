package io.jackdaw.log;

import io.jackdaw.disk.DiskFullException;
import io.jackdaw.time.EventLoop;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down, for each log directory, what the next start wants to know of its logs. */
final class LogCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(LogCheckpoints.class);

  private final List<LogDirectory> directories;
  private final OpenLogs logs;
  private final OfflineLogs offline;
  private final EventLoop diskLoop;
  private boolean pending;

  LogCheckpoints(
      List<LogDirectory> directories, OpenLogs logs, OfflineLogs offline, EventLoop diskLoop) {
    this.directories = directories;
    this.logs = logs;
    this.offline = offline;
    this.diskLoop = diskLoop;
  }

  /** Writes recovery points, log start offsets and high watermarks. */
  void write() {
    directories.forEach(this::write);
  }

  void write(LogDirectory directory) {
    directory.checkpoint(logs.in(directory), offline.recoveryPoints(directory));
  }

  /** Writes how far the logs beside this one are cleaned, and this one. */
  void writeCleaned(PartitionLog log) {
    directories.stream()
        .filter(directory -> directory.holds(log))
        .forEach(directory -> directory.checkpointCleaned(logs.in(directory)));
  }

  /** One write, on the disk loop, for all log start offsets that move in the meantime. */
  void startOffsetsSoon() {
    synchronized (this) {
      if (pending) {
        return;
      }
      pending = true;
    }
    diskLoop.execute(this::writeStartOffsets);
  }

  private void writeStartOffsets() {
    synchronized (this) {
      pending = false;
    }
    try {
      directories.forEach(it -> it.checkpointStartOffsets(logs.in(it)));
      directories.forEach(it -> it.checkpointCleaned(logs.in(it)));
    } catch (DiskFullException full) {
      LOG.debug("No space to write log start offsets", full);
    }
  }
}
