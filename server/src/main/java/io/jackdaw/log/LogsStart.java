package io.jackdaw.log;

import io.jackdaw.disk.DirectoryInUseException;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out at a start what lies in the log directories, puts moves that were cut short in order,
 * and opens every log.
 *
 * <p>Used once, by one thread.
 */
final class LogsStart {
  private static final Logger LOG = LoggerFactory.getLogger(LogsStart.class);

  private final LogsConfig config;
  private final LogConfig defaults;
  private final Disk disk;
  private final Clock clock;
  private final Function<LogDirectory, LogEnvironment> environments;
  private final List<LogDirectory> directories;
  private final OpenLogs logs;
  private final OfflineLogs offline;
  private final Map<Path, String> unusable = new LinkedHashMap<>();
  private final Map<LogName, LogDirectory> interrupted = new LinkedHashMap<>();
  private final Set<LogName> found = ConcurrentHashMap.newKeySet();

  /**
   * @param defaults configuration that logs are opened with
   * @param directories filled by {@link #take}
   * @param logs filled by {@link #load}, as is {@code offline}
   */
  LogsStart(
      LogsConfig config,
      LogConfig defaults,
      Disk disk,
      Clock clock,
      Function<LogDirectory, LogEnvironment> environments,
      List<LogDirectory> directories,
      OpenLogs logs,
      OfflineLogs offline) {
    this.config = config;
    this.defaults = defaults;
    this.disk = disk;
    this.clock = clock;
    this.environments = environments;
    this.directories = directories;
    this.logs = logs;
    this.offline = offline;
  }

  /** Directories that cannot be used, and why. */
  Map<Path, String> unusable() {
    return unusable;
  }

  /** Logs whose copies were on their way, and to where. */
  Map<LogName, LogDirectory> interrupted() {
    return interrupted;
  }

  /** Logs that were there and can be used. */
  Set<LogName> found() {
    return found;
  }

  /** A directory that cannot be used is left out as long as there is another. */
  void take(Function<Path, LogDirectory> opener) {
    StorageException first = null;
    for (Path path : config.directories()) {
      try {
        directories.add(opener.apply(path));
      } catch (DirectoryInUseException inUse) {
        throw inUse;
      } catch (StorageException failed) {
        first = first == null ? failed : first;
        unusable.put(path, String.valueOf(failed.getMessage()));
        LOG.error("Log directory {} cannot be used: {}", path, failed.getMessage(), failed);
      }
    }
    if (directories.isEmpty() && first != null) {
      throw first;
    }
  }

  /** Opens all logs there are, several at a time; returns when all can be used. */
  void load() {
    long began = clock.monotonicMs();
    Map<LogName, LogDirectory> homes = new LinkedHashMap<>();
    for (LogDirectory directory : directories) {
      for (LogName name : directory.names(copied -> interrupted.put(copied, directory))) {
        LogDirectory other = homes.get(name);
        homes.put(name, other == null ? directory : afterMove(name, other, directory));
      }
    }
    List<Runnable> loading = new ArrayList<>();
    homes.forEach((name, directory) -> loading.add(() -> load(directory, name)));
    Crew.work("log-recovery-", config.recoveryThreads() * directories.size(), loading);
    boolean recovered = directories.stream().anyMatch(directory -> !directory.wasClean());
    if (!logs.isEmpty() || !offline.isEmpty()) {
      LOG.info(
          "Opened {} logs in {} ms{}",
          logs.all().size(),
          clock.monotonicMs() - began,
          recovered ? ", recovering those that were not closed" : "");
    }
  }

  /** Completes a move that was cut short when both directories had the log. */
  private LogDirectory afterMove(LogName name, LogDirectory one, LogDirectory other) {
    if (one.holdsMoved(name) == other.holdsMoved(name)) {
      throw new StorageException(
          "Partition "
              + name
              + " is in two log directories: "
              + one.directory(name)
              + " and "
              + other.directory(name)
              + "; move one of them away");
    }
    LogDirectory moved = one.holdsMoved(name) ? one : other;
    LogDirectory old = one.holdsMoved(name) ? other : one;
    LOG.warn("{} was moved; removing what is left of it", old.directory(name));
    disk.deleteRecursively(old.directory(name));
    disk.forceDirectory(old.path());
    disk.delete(moved.directory(name).resolve(ReplicaMove.MARK));
    return moved;
  }

  private void load(LogDirectory directory, LogName name) {
    LogLoader.Known known = directory.known(name);
    try {
      PartitionLog log =
          LogLoader.open(
              name, directory.directory(name), defaults, environments.apply(directory), known);
      log.rest(true);
      logs.add(log);
      found.add(name);
    } catch (StorageException failed) {
      LOG.error("Partition {} is offline: {}", name, failed.getMessage());
      String reason = String.valueOf(failed.getMessage());
      offline.add(name, directory, reason, known.recoveryPoint());
    }
  }
}
