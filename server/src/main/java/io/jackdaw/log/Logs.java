package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFullException;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All logs of this broker, over all its log directories.
 *
 * <p>Any thread. Retention, flushes and checkpoints run as timers on the disk loop given to {@link
 * #open}.
 */
public final class Logs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.class);

  private final LogsConfig config;
  private final LogConfig defaults;
  private final Disk disk;
  private final Clock clock;
  private final EventLoop diskLoop;
  private final Executor syncs;
  private final LogCleaner cleaner;
  private final List<LogDirectory> directories = new ArrayList<>();
  private final Map<LogName, PartitionLog> logs = new ConcurrentHashMap<>();
  private final Map<LogName, Offline> offline = new ConcurrentHashMap<>();

  /** Found at the start, and not asked for since: whose configuration they have is not known. */
  private final Set<LogName> unclaimed = ConcurrentHashMap.newKeySet();

  private final Map<String, EventLoop.Timeout> timers = new HashMap<>();
  private final List<Path> dying = new ArrayList<>();
  private long deletions;
  private boolean checkpointPending;
  private boolean closed;
  private volatile Listener listener = new Listener() {};

  /** Is told, on the disk loop, what becomes of the log directories. */
  public interface Listener {
    /** Some logs went offline, or logs that could not be made for want of space can be now. */
    default void availabilityChanged() {}

    /** No log directory is left. */
    default void allFailed(String why) {}
  }

  /** A log that cannot be used, and where recovery shall begin when it is opened again. */
  private record Offline(LogDirectory directory, String reason, long recoveryPoint) {}

  private Logs(LogsConfig config, LogConfig defaults, Disk disk, Clock clock, LogThreads threads) {
    this.config = config;
    this.defaults = defaults;
    this.disk = disk;
    this.clock = clock;
    this.diskLoop = threads.disk();
    this.syncs = threads.syncs();
    this.cleaner =
        new LogCleaner(
            config.cleaner(), this::claimed, this::checkpointCleaned, clock, threads.cleaners());
  }

  private LogEnvironment environment(LogDirectory directory) {
    return new LogEnvironment(
        disk,
        clock,
        diskLoop,
        syncs,
        config.producerExpiryMs(),
        this::checkpointStartOffsetsSoon,
        directory.health());
  }

  private LogDirectory directory(Path path) {
    return new LogDirectory(
        path, disk, new DirectoryHealth(path, disk, clock, diskLoop, this::healthChanged));
  }

  /**
   * Opens every log found in the directories with the default configuration, to which retention is
   * not applied before {@link #create} brings the topic's own, recovering those that were not
   * closed; returns when all can be used. A log that is damaged in its middle is offline, the
   * others are not affected.
   *
   * @param loop does all the work in the background until {@link #close}; owned by the caller
   * @throws StorageException if a directory cannot be used or another process does
   */
  public static Logs open(
      LogsConfig config, LogConfig defaults, Disk disk, Clock clock, EventLoop loop) {
    return open(config, defaults, disk, clock, LogThreads.one(loop));
  }

  /** The same with threads of their own for work that takes long. */
  public static Logs open(
      LogsConfig config, LogConfig defaults, Disk disk, Clock clock, LogThreads threads) {
    Logs logs = new Logs(config, defaults, disk, clock, threads);
    try {
      for (Path path : config.directories()) {
        logs.directories.add(logs.directory(path));
      }
      logs.load();
    } catch (RuntimeException failed) {
      logs.directories.forEach(directory -> directory.close(false));
      throw failed;
    }
    logs.repeat("retention", config.retentionCheckMs(), logs::applyRetention);
    logs.repeat("flush", config.flushCheckMs(), PartitionLog::flushIfDue);
    logs.repeatCheckpoint();
    logs.repeatCleaning();
    return logs;
  }

  // ---- opening

  private void load() {
    long began = clock.monotonicMs();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            config.recoveryThreads() * directories.size(),
            Thread.ofPlatform().daemon().name("log-recovery-", 0).factory())) {
      List<Future<?>> loading = new ArrayList<>();
      for (LogDirectory directory : directories) {
        for (LogName name : directory.names()) {
          loading.add(threads.submit(() -> load(directory, name)));
        }
      }
      for (Future<?> one : loading) {
        await(one);
      }
    }
    boolean recovered = directories.stream().anyMatch(directory -> !directory.wasClean());
    if (!logs.isEmpty() || !offline.isEmpty()) {
      LOG.info(
          "Opened {} logs in {} ms{}",
          logs.size(),
          clock.monotonicMs() - began,
          recovered ? ", recovering those that were not closed" : "");
    }
  }

  private static void await(Future<?> one) {
    try {
      one.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StorageException("Interrupted while opening logs", interrupted);
    } catch (java.util.concurrent.ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  private void load(LogDirectory directory, LogName name) {
    LogLoader.Known known = directory.known(name);
    try {
      PartitionLog log =
          LogLoader.open(name, directory.directory(name), defaults, environment(directory), known);
      PartitionLog other = logs.putIfAbsent(name, log);
      unclaimed.add(name);
      if (other != null) {
        log.abandon();
        throw new StorageException(
            "Partition "
                + name
                + " is in two log directories: "
                + other.directory()
                + " and "
                + log.directory()
                + "; move one of them away");
      }
    } catch (StorageException failed) {
      LOG.error("Partition {} is offline: {}", name, failed.getMessage());
      String reason = String.valueOf(failed.getMessage());
      offline.put(name, new Offline(directory, reason, known.recoveryPoint()));
    }
  }

  // ---- finding

  /** The usable directories. */
  public List<LogDirectory> directories() {
    return List.copyOf(directories);
  }

  /** An open log; null if there is none of this name, or it is offline. */
  public @Nullable PartitionLog find(String topic, int partition) {
    return logs.get(new LogName(topic, partition));
  }

  /** The open logs. */
  public Collection<PartitionLog> all() {
    return List.copyOf(logs.values());
  }

  /** Why a log that exists cannot be used, with its remedy; null if it can, or does not exist. */
  public @Nullable String offlineReason(String topic, int partition) {
    Offline found = offline.get(new LogName(topic, partition));
    return found == null ? null : found.reason;
  }

  // ---- creating and deleting

  /**
   * Opens the log, creating it when it is missing, in the directory with the fewest logs.
   *
   * @param topicId written to {@code partition.metadata}; the zero id writes nothing
   * @throws StorageException if it is offline, or cannot be created, or belongs to another topic id
   */
  public synchronized PartitionLog create(
      String topic, int partition, Uuid topicId, LogConfig logConfig) {
    LogName name = new LogName(topic, partition);
    if (closed) {
      throw new StorageException("Cannot open " + name + ": the server is stopping");
    }
    Offline broken = offline.get(name);
    if (broken != null) {
      throw new StorageException(broken.reason);
    }
    PartitionLog log = logs.get(name);
    if (log == null) {
      LogDirectory directory = emptiestDirectory();
      log =
          LogLoader.open(
              name,
              directory.directory(name),
              logConfig,
              environment(directory),
              LogLoader.Known.NOTHING);
      logs.put(name, log);
    } else {
      log.reconfigure(logConfig);
      unclaimed.remove(name);
    }
    adopt(log, topicId);
    return log;
  }

  private static void adopt(PartitionLog log, Uuid topicId) {
    if (topicId.equals(Uuid.ZERO_UUID) || topicId.equals(log.topicId())) {
      return;
    }
    if (!log.topicId().equals(Uuid.ZERO_UUID)) {
      throw new StorageException(
          log.directory()
              + " belongs to topic id "
              + log.topicId()
              + ", not "
              + topicId
              + ": a topic of the same name was deleted and created again. Delete the old log");
    }
    log.assignTopicId(topicId);
  }

  private LogDirectory emptiestDirectory() {
    Map<LogDirectory, Integer> counts = new HashMap<>();
    for (PartitionLog log : logs.values()) {
      directories.stream()
          .filter(it -> it.holds(log))
          .forEach(it -> counts.merge(it, 1, Integer::sum));
    }
    return directories.stream()
        .filter(it -> it.failure() == null)
        .min(Comparator.comparingInt(it -> counts.getOrDefault(it, 0)))
        .orElseThrow(() -> new StorageException("Every log directory has failed"));
  }

  // ---- failing and filling up

  /** Has {@code newListener} told from now on. */
  public void listen(Listener newListener) {
    listener = newListener;
  }

  private void healthChanged() {
    String why = null;
    for (LogDirectory directory : directories) {
      why = directory.failure();
      if (why != null) {
        takeOffline(directory, why);
      }
    }
    listener.availabilityChanged();
    if (why != null && directories.stream().allMatch(it -> it.failure() != null)) {
      listener.allFailed(why);
    }
  }

  private synchronized void takeOffline(LogDirectory directory, String why) {
    for (PartitionLog log : logsIn(directory)) {
      offline.put(log.name(), new Offline(directory, why, log.recoveryPoint()));
      logs.remove(log.name());
      log.abandon();
    }
  }

  /**
   * Takes a log out of use and keeps its files, in a directory called {@code <name>.<unique>-stray}
   * as Apache Kafka calls it. Nothing happens when there is none.
   */
  public synchronized void setAside(String topic, int partition) {
    LogName name = new LogName(topic, partition);
    PartitionLog log = logs.remove(name);
    if (log == null) {
      return;
    }
    unclaimed.remove(name);
    log.abandon();
    cleaner.abandon(log);
    LogDirectory directory =
        directories.stream().filter(it -> it.holds(log)).findFirst().orElseThrow();
    Path away = directory.directoryToKeep(name, clock.wallMs());
    disk.move(directory.directory(name), away);
    disk.forceDirectory(directory.path());
    LOG.warn("{} is kept as {}; delete it if it is not needed", name, away);
  }

  /**
   * Deletes a log: gone from here at once, its files after {@code file.delete.delay.ms}. Nothing
   * happens when there is none.
   */
  public synchronized void delete(String topic, int partition) {
    LogName name = new LogName(topic, partition);
    Offline broken = offline.remove(name);
    if (broken != null) {
      removeDirectory(broken.directory, name, false, 0);
    }
    PartitionLog log = logs.remove(name);
    unclaimed.remove(name);
    if (log != null) {
      log.abandon();
      cleaner.abandon(log);
      LogDirectory directory =
          directories.stream().filter(it -> it.holds(log)).findFirst().orElseThrow();
      removeDirectory(directory, name, log.hasOpenFiles(), log.config().fileDeleteDelayMs());
    }
  }

  /**
   * Frees the name at once. A directory whose files somebody still reads is not renamed, which not
   * every system allows: its files lose their names now and their content with the last reader.
   */
  private void removeDirectory(
      LogDirectory directory, LogName name, boolean hasReaders, long delayMs) {
    Path path = directory.directory(name);
    if (hasReaders) {
      disk.deleteRecursively(path);
      return;
    }
    long unique = clock.wallMs() * 1000 + deletions++;
    Path away = directory.directoryForDeletion(name, unique);
    disk.move(path, away);
    disk.forceDirectory(directory.path());
    dying.add(away);
    diskLoop.schedule(delayMs, () -> finishDeletion(away));
  }

  private synchronized void finishDeletion(Path away) {
    if (dying.remove(away)) {
      disk.deleteRecursively(away);
    }
  }

  // ---- periodic work

  private void repeat(String what, long everyMs, Consumer<PartitionLog> work) {
    again(
        what,
        everyMs,
        () -> {
          eachLogged(work);
          repeat(what, everyMs, work);
        });
  }

  /** Records of a topic that nobody has asked for are kept. */
  private void applyRetention(PartitionLog log) {
    if (!unclaimed.contains(log.name())) {
      log.applyRetention();
    }
  }

  private void eachLogged(Consumer<PartitionLog> work) {
    for (PartitionLog log : logs.values()) {
      try {
        work.accept(log);
      } catch (DiskFullException full) {
        LOG.debug("No space to look after {}", log.name(), full);
      } catch (StorageException failed) {
        LOG.error("Cannot look after {}: {}", log.name(), failed.getMessage(), failed);
      }
    }
  }

  private void repeatCheckpoint() {
    again(
        "checkpoint",
        config.checkpointMs(),
        () -> {
          try {
            checkpoint();
          } catch (StorageException failed) {
            LOG.error("Cannot write checkpoints: {}", failed.getMessage(), failed);
          }
          repeatCheckpoint();
        });
  }

  private synchronized void again(String what, long delayMs, Runnable work) {
    if (!closed) {
      timers.put(what, diskLoop.schedule(delayMs, work));
    }
  }

  /** Logs whose configuration is known: only they may lose records. */
  private Collection<PartitionLog> claimed() {
    return logs.values().stream().filter(log -> !unclaimed.contains(log.name())).toList();
  }

  private void repeatCleaning() {
    if (config.cleaner().enabled()) {
      again(
          "cleaner",
          config.cleaner().backoffMs(),
          () -> {
            cleaner.lookForWork();
            repeatCleaning();
          });
    }
  }

  /** What is being compacted now. */
  public List<CleaningProgress> cleaning() {
    return cleaner.progress();
  }

  private void checkpointCleaned(PartitionLog log) {
    directories.stream()
        .filter(directory -> directory.holds(log))
        .forEach(directory -> directory.checkpointCleaned(logsIn(directory)));
  }

  /** Writes recovery points, log start offsets and high watermarks. */
  private void checkpoint() {
    for (LogDirectory directory : directories) {
      directory.checkpoint(logsIn(directory), offlineRecoveryPoints(directory));
    }
  }

  private Map<LogName, Long> offlineRecoveryPoints(LogDirectory directory) {
    Map<LogName, Long> points = new HashMap<>();
    offline.forEach(
        (name, it) -> {
          if (it.directory == directory) {
            points.put(name, it.recoveryPoint);
          }
        });
    return points;
  }

  private List<PartitionLog> logsIn(LogDirectory directory) {
    return logs.values().stream().filter(directory::holds).toList();
  }

  /** One write for all log start offsets that move in the meantime. */
  private void checkpointStartOffsetsSoon() {
    synchronized (directories) {
      if (checkpointPending) {
        return;
      }
      checkpointPending = true;
    }
    diskLoop.execute(
        () -> {
          synchronized (directories) {
            checkpointPending = false;
          }
          try {
            directories.forEach(it -> it.checkpointStartOffsets(logsIn(it)));
            directories.forEach(it -> it.checkpointCleaned(logsIn(it)));
          } catch (DiskFullException full) {
            LOG.debug("No space to write log start offsets", full);
          }
        });
  }

  // ---- closing

  /** Closes all logs cleanly, so that the next start needs no recovery. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      timers.values().forEach(EventLoop.Timeout::cancel);
      List.copyOf(dying).forEach(this::finishDeletion);
    }
    cleaner.close();
    boolean clean = closeLogs();
    for (LogDirectory directory : directories) {
      boolean allHere = offlineRecoveryPoints(directory).isEmpty();
      try {
        directory.checkpoint(logsIn(directory), offlineRecoveryPoints(directory));
        directory.close(clean && allHere && directory.health().refusal() == null);
      } catch (StorageException failed) {
        LOG.error("Cannot close {} cleanly: {}", directory.path(), failed.getMessage());
        directory.close(false);
      }
    }
  }

  private boolean closeLogs() {
    boolean clean = true;
    for (PartitionLog log : logs.values()) {
      try {
        log.close();
      } catch (StorageException failed) {
        clean = false;
        LOG.error("Cannot close {} cleanly: {}", log.name(), failed.getMessage(), failed);
      }
    }
    return clean;
  }
}
