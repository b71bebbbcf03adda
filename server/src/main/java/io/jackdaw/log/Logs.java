package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

  private static final int CLOSED_AT_ONCE = 16;

  private final Disk disk;
  private final Clock clock;
  private final EventLoop diskLoop;
  private final Executor syncs;
  private final LogCleaner cleaner;
  private final List<LogDirectory> directories = new ArrayList<>();
  private final Map<Path, String> unusable = new LinkedHashMap<>();
  private final OpenLogs logs = new OpenLogs();
  private final OfflineLogs offline = new OfflineLogs();
  private final LogPlacement placement;
  private final LogCheckpoints checkpoints;
  private final DyingDirectories dying;
  private final ReplicaMoves moves;
  private final Upkeep upkeep;

  /** Found at the start, and not asked for since: whose configuration they have is not known. */
  private final Set<LogName> unclaimed = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean restPending = new AtomicBoolean();
  private volatile boolean closed;
  private volatile long producerExpiryMs;
  private volatile Listener listener = new Listener() {};

  /** Is told, on the disk loop, what becomes of the log directories. */
  public interface Listener {
    /** Some logs went offline, or logs that could not be made for want of space can be now. */
    default void availabilityChanged() {}

    /** No log directory is left. */
    default void allFailed(String why) {}

    /**
     * A log is about to come to lie in another log directory: run {@code finish} while nothing is
     * appended to it, and use what that returns from then on.
     *
     * @throws StorageException from {@code finish}; everything is as before then
     */
    default void moved(LogName name, Supplier<PartitionLog> finish) {
      PartitionLog _ = finish.get();
    }
  }

  private Logs(LogsConfig config, Disk disk, Clock clock, LogThreads threads) {
    this.producerExpiryMs = config.producerExpiryMs();
    this.disk = disk;
    this.clock = clock;
    this.diskLoop = threads.disk();
    this.syncs = threads.syncs();
    this.placement = new LogPlacement(directories, logs);
    this.checkpoints = new LogCheckpoints(directories, logs, offline, diskLoop);
    this.dying = new DyingDirectories(disk, clock, diskLoop);
    this.cleaner =
        new LogCleaner(
            config.cleaner(), this::claimed, checkpoints::writeCleaned, clock, threads.cleaners());
    this.moves = new ReplicaMoves(diskLoop, clock, this::environment, this::finishMove);
    this.upkeep = new Upkeep(diskLoop);
  }

  private LogEnvironment environment(LogDirectory directory) {
    return new LogEnvironment(
        disk,
        clock,
        diskLoop,
        syncs,
        () -> producerExpiryMs,
        checkpoints::startOffsetsSoon,
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
   * @throws StorageException if no directory can be used, or another process uses one
   */
  public static Logs open(
      LogsConfig config, LogConfig defaults, Disk disk, Clock clock, EventLoop loop) {
    return open(config, defaults, disk, clock, LogThreads.one(loop));
  }

  /** The same with threads of their own for work that takes long. */
  public static Logs open(
      LogsConfig config, LogConfig defaults, Disk disk, Clock clock, LogThreads threads) {
    Logs logs = new Logs(config, disk, clock, threads);
    LogsStart start =
        new LogsStart(
            config,
            defaults,
            disk,
            clock,
            logs::environment,
            logs.directories,
            logs.logs,
            logs.offline);
    try {
      start.take(logs::directory);
      start.load();
    } catch (RuntimeException failed) {
      logs.directories.forEach(directory -> directory.close(false));
      throw failed;
    }
    logs.unusable.putAll(start.unusable());
    logs.unclaimed.addAll(start.found());
    disk.onTooManyOpen(logs::restSoon);
    logs.upkeep.repeat("retention", config::retentionCheckMs, () -> logs.each(logs::retain));
    logs.upkeep.repeat("flush", config::flushCheckMs, () -> logs.each(PartitionLog::flushIfDue));
    logs.upkeep.repeat("checkpoint", config::checkpointMs, logs.checkpoints::write);
    if (config.cleaner().enabled()) {
      logs.upkeep.repeat(
          "cleaner", () -> logs.cleaner.config().backoffMs(), logs.cleaner::lookForWork);
    }
    logs.resumeMoves(start.interrupted());
    return logs;
  }

  // ---- finding

  /** The directories that could be used at the start. */
  public List<LogDirectory> directories() {
    return List.copyOf(directories);
  }

  /** Those of {@code log.dirs} that could not be used at the start, and why. */
  public Map<Path, String> unusable() {
    return Collections.unmodifiableMap(unusable);
  }

  /** An open log; null if there is none of this name, or it is offline. */
  public @Nullable PartitionLog find(String topic, int partition) {
    return logs.find(new LogName(topic, partition));
  }

  /** The open logs. */
  public Collection<PartitionLog> all() {
    return List.copyOf(logs.all());
  }

  /** Why a log that exists cannot be used, with its remedy; null if it can, or does not exist. */
  public @Nullable String offlineReason(String topic, int partition) {
    OfflineLogs.Entry found = offline.find(new LogName(topic, partition));
    return found == null ? null : found.reason();
  }

  // ---- creating and deleting

  /**
   * Opens the log, creating it when it is missing, in the directory with the fewest logs.
   *
   * @param topicId written to {@code partition.metadata}; the zero id writes nothing
   * @throws StorageException if it is offline, or cannot be created, or belongs to another topic id
   */
  public PartitionLog create(String topic, int partition, Uuid topicId, LogConfig logConfig) {
    return create(topic, partition, topicId, logConfig, true);
  }

  /**
   * The same.
   *
   * @param isNew whether it cannot have been here before; what may have been is not created as long
   *     as there is a log directory that cannot be used, for it may lie there
   */
  public synchronized PartitionLog create(
      String topic, int partition, Uuid topicId, LogConfig logConfig, boolean isNew) {
    LogName name = new LogName(topic, partition);
    if (closed) {
      throw new StorageException("Cannot open " + name + ": the server is stopping");
    }
    OfflineLogs.Entry broken = offline.find(name);
    if (broken != null) {
      throw new StorageException(broken.reason());
    }
    PartitionLog log = logs.find(name);
    if (log == null) {
      if (!isNew && !unusable.isEmpty()) {
        throw new StorageException(
            name + " may lie in a log directory that cannot be used: " + unusable.values());
      }
      LogDirectory directory = placement.choose(name);
      log =
          LogLoader.open(
              name,
              directory.directory(name),
              logConfig,
              environment(directory),
              LogLoader.Known.NOTHING);
      logs.add(log);
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

  /** Has no further logs made in these directories, as long as there are others. */
  public void cordon(Set<Path> paths) {
    placement.cordon(paths);
  }

  /** Whether no further logs are made there. */
  public boolean isCordoned(LogDirectory directory) {
    return placement.isCordoned(directory);
  }

  // ---- moving

  /**
   * Has a log come to lie in another log directory, or has it made there if there is none yet. A
   * move to elsewhere that is under way is given up. Call it on a disk thread.
   *
   * @throws StorageException if the copy cannot be begun
   */
  public synchronized void move(String topic, int partition, LogDirectory target) {
    LogName name = new LogName(topic, partition);
    ReplicaMove move = moves.find(name);
    if (closed || (move != null && move.target().equals(target))) {
      return;
    }
    moves.cancel(name, null);
    PartitionLog log = logs.find(name);
    if (log == null) {
      placement.prefer(name, target);
    } else if (!target.holds(log)) {
      moves.begin(log, target);
    }
  }

  /** The copies of logs that are moving. */
  public List<FutureReplica> futures() {
    return moves.all().stream()
        .map(move -> new FutureReplica(move.copy(), move.source().logEndOffset()))
        .toList();
  }

  /**
   * Puts other limits into force for what is begun from now on.
   *
   * @param wanted of the cleaner
   * @param movedBytesPerSecond how fast logs are moved, all together
   * @param newProducerExpiryMs after which a silent producer is forgotten
   */
  public void reconfigure(
      CleanerConfig wanted, double movedBytesPerSecond, long newProducerExpiryMs) {
    producerExpiryMs = newProducerExpiryMs;
    cleaner.reconfigure(wanted);
    moves.limit(movedBytesPerSecond);
  }

  private void resumeMoves(Map<LogName, LogDirectory> interrupted) {
    interrupted.forEach(
        (name, target) -> {
          PartitionLog log = logs.find(name);
          if (log != null && !target.holds(log)) {
            moves.begin(log, target);
          }
        });
  }

  private void finishMove(ReplicaMove move) {
    PartitionLog old = move.source();
    listener.moved(old.name(), () -> move.finish(now -> logs.replace(old, now)));
    if (!Objects.equals(logs.find(old.name()), old)) {
      removeMoved(old);
      move.settle();
      checkpoints.write();
    }
  }

  private synchronized void removeMoved(PartitionLog old) {
    old.abandon();
    cleaner.abandon(old);
    LogDirectory directory =
        directories.stream().filter(it -> it.holds(old)).findFirst().orElseThrow();
    dying.add(directory, old.name(), old.hasOpenFiles(), old.config().fileDeleteDelayMs());
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
    moves.cancelIf(it -> it.target().equals(directory) || directory.holds(it.source()), why);
    for (PartitionLog log : logs.in(directory)) {
      offline.add(log.name(), directory, why, log.recoveryPoint());
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
    moves.cancel(name, null);
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
    OfflineLogs.Entry broken = offline.remove(name);
    if (broken != null) {
      dying.add(broken.directory(), name, false, 0);
    }
    moves.cancel(name, null);
    placement.forget(name);
    PartitionLog log = logs.remove(name);
    unclaimed.remove(name);
    if (log != null) {
      log.abandon();
      cleaner.abandon(log);
      LogDirectory directory =
          directories.stream().filter(it -> it.holds(log)).findFirst().orElseThrow();
      dying.add(directory, name, log.hasOpenFiles(), log.config().fileDeleteDelayMs());
    }
  }

  // ---- periodic work

  /** Records of a topic that nobody has asked for are kept. */
  private void retain(PartitionLog log) {
    if (!unclaimed.contains(log.name())) {
      log.applyRetention();
    }
  }

  private void each(Consumer<PartitionLog> work) {
    for (PartitionLog log : logs.all()) {
      Upkeep.attempt(log.name(), () -> work.accept(log));
    }
  }

  /** Logs whose configuration is known: only they may lose records. */
  private Collection<PartitionLog> claimed() {
    return logs.all().stream().filter(log -> !unclaimed.contains(log.name())).toList();
  }

  /** What is being compacted now. */
  public List<CleaningProgress> cleaning() {
    return cleaner.progress();
  }

  private void restSoon() {
    if (!closed && restPending.compareAndSet(false, true)) {
      diskLoop.execute(
          () -> {
            restPending.set(false);
            rest(false);
            rest(true);
          });
    }
  }

  /** Closes files that nobody reads, as long as so many are open. */
  private void rest(boolean evenIfUsed) {
    for (PartitionLog log : logs.all()) {
      if (!disk.hasManyOpen()) {
        return;
      }
      log.rest(evenIfUsed);
    }
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
      upkeep.close();
      moves.close();
      dying.finish();
    }
    cleaner.close();
    boolean clean = closeLogs();
    for (LogDirectory directory : directories) {
      boolean allHere = offline.recoveryPoints(directory).isEmpty();
      try {
        checkpoints.write(directory);
        directory.close(clean && allHere && directory.health().refusal() == null);
      } catch (StorageException failed) {
        LOG.error("Cannot close {} cleanly: {}", directory.path(), failed.getMessage());
        directory.close(false);
      }
    }
  }

  /** Many at once: then the file system makes few commits of all their fsyncs. */
  private boolean closeLogs() {
    AtomicBoolean clean = new AtomicBoolean(true);
    List<Runnable> closing = new ArrayList<>();
    logs.all().forEach(log -> closing.add(() -> close(log, clean)));
    if (closing.size() <= CLOSED_AT_ONCE) {
      closing.forEach(Runnable::run);
    } else {
      Crew.work("log-closing-", CLOSED_AT_ONCE, closing);
    }
    return clean.get();
  }

  private static void close(PartitionLog log, AtomicBoolean clean) {
    try {
      log.close();
    } catch (StorageException failed) {
      clean.set(false);
      LOG.error("Cannot close {} cleanly: {}", log.name(), failed.getMessage(), failed);
    }
  }
}
