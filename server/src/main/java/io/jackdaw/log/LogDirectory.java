package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.Disk.AutoCloseableLock;
import io.jackdaw.disk.StorageException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One entry of {@code log.dirs}: its lock, its identity, its checkpoints and its logs. */
public final class LogDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(LogDirectory.class);
  private static final String META = "meta.properties";
  private static final String CLEAN_MARK = ".kafka_cleanshutdown";
  private static final String CLEAN_CONTENT = "{\"version\":0,\"brokerEpoch\":-1}";
  private static final String DELETED = "-delete";
  private static final String STRAY = "-stray";
  private static final String COPY = "-future";

  private final Path path;
  private final Disk disk;
  private final DirectoryHealth health;
  private final AutoCloseableLock lock;
  private final OffsetCheckpoint recoveryPoints;
  private final OffsetCheckpoint startOffsets;
  private final OffsetCheckpoint highWatermarks;
  private final OffsetCheckpoint cleaned;
  private final boolean clean;
  private final Map<LogName, Long> knownRecoveryPoints;
  private final Map<LogName, Long> knownStartOffsets;
  private final Map<LogName, Long> knownHighWatermarks;
  private final Map<LogName, Long> knownCleaned;

  /**
   * Takes the directory for this process, creating it when it is missing.
   *
   * @throws StorageException if another process has it
   */
  LogDirectory(Path path, Disk disk, DirectoryHealth health) {
    this.path = path;
    this.disk = disk;
    this.health = health;
    disk.createDirectories(path);
    this.lock = disk.lock(path);
    this.recoveryPoints = new OffsetCheckpoint(disk, path, OffsetCheckpoint.RECOVERY_POINTS);
    this.startOffsets = new OffsetCheckpoint(disk, path, OffsetCheckpoint.LOG_START_OFFSETS);
    this.highWatermarks = new OffsetCheckpoint(disk, path, OffsetCheckpoint.HIGH_WATERMARKS);
    this.cleaned = new OffsetCheckpoint(disk, path, OffsetCheckpoint.CLEANED);
    try {
      this.knownRecoveryPoints = readOrFindAnew(recoveryPoints);
      this.knownStartOffsets = readStartOffsets();
      this.knownHighWatermarks = readOrFindAnew(highWatermarks);
      this.knownCleaned = readOrFindAnew(cleaned);
      this.clean = takeCleanMark();
    } catch (StorageException failed) {
      lock.close();
      throw failed;
    }
  }

  /** What these files say can also be found in the logs, by reading more of them. */
  private static Map<LogName, Long> readOrFindAnew(OffsetCheckpoint checkpoint) {
    try {
      return checkpoint.read();
    } catch (StorageException damaged) {
      LOG.warn("{}; its content is found anew in the logs", damaged.getMessage());
      return Map.of();
    }
  }

  private Map<LogName, Long> readStartOffsets() {
    try {
      return startOffsets.read();
    } catch (StorageException damaged) {
      throw new StorageException(
          damaged.getMessage()
              + ". It says which records were deleted on request: correct that line, or delete the"
              + " file, which brings back those that still are in a segment, and start again",
          damaged);
    }
  }

  /** The mark counts once: if this process is killed, the next start must look for itself. */
  private boolean takeCleanMark() {
    Path mark = path.resolve(CLEAN_MARK);
    boolean marked = disk.exists(mark);
    if (marked) {
      disk.delete(mark);
    }
    // Also names that the process before made, and had no time to force.
    disk.forceDirectory(path);
    return marked;
  }

  public Path path() {
    return path;
  }

  /** Why its logs are offline until the next start; null as long as the disk obeys. */
  public @Nullable String failure() {
    return health.failure();
  }

  DirectoryHealth health() {
    return health;
  }

  public Disk.Space space() {
    return disk.space(path);
  }

  /**
   * The content of {@code meta.properties}: {@code cluster.id}, {@code broker.id} and others; empty
   * when new.
   */
  public Map<String, String> metaProperties() {
    Path file = path.resolve(META);
    if (!disk.exists(file)) {
      return Map.of();
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(new String(disk.readFully(file), StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException damaged) {
      throw new StorageException(damagedMeta(file), damaged);
    }
    Map<String, String> meta = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> meta.put(key, properties.getProperty(key)));
    if (!meta.containsKey("cluster.id") || !isNumber(meta.get("broker.id"), meta.get("node.id"))) {
      throw new StorageException(damagedMeta(file));
    }
    return meta;
  }

  private static boolean isNumber(@Nullable String brokerId, @Nullable String nodeId) {
    String id = brokerId == null ? nodeId : brokerId;
    return id != null && id.strip().matches("\\d{1,9}");
  }

  private static String damagedMeta(Path file) {
    return file
        + " is damaged: it must have the lines version=0, broker.id=NUMBER and cluster.id=WORD, as"
        + " the znodes /brokers/ids and /cluster/id say. Write it anew and start again";
  }

  /** Replaces {@code meta.properties}; durable on return. */
  public void writeMetaProperties(Map<String, String> properties) {
    StringBuilder text = new StringBuilder("#\n");
    new TreeMap<>(properties)
        .forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    disk.writeAtomically(path.resolve(META), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the last owner closed everything in order. */
  boolean wasClean() {
    return clean;
  }

  /**
   * The logs found here; directories of deleted logs are removed on the way, and copies that did
   * not become logs.
   *
   * @param copied told whose copies they were
   */
  List<LogName> names(Consumer<LogName> copied) {
    List<LogName> names = new ArrayList<>();
    for (Path entry : disk.list(path)) {
      String name = entry.getFileName().toString();
      if (name.endsWith(DELETED)) {
        disk.deleteRecursively(entry);
      } else if (name.endsWith(COPY)) {
        disk.deleteRecursively(entry);
        int unique = name.lastIndexOf('.');
        LogName.ofDirectory(name.substring(0, Math.max(0, unique))).ifPresent(copied);
      } else {
        LogName.ofDirectory(name).ifPresent(names::add);
      }
    }
    return names;
  }

  LogLoader.Known known(LogName log) {
    return new LogLoader.Known(
        knownRecoveryPoints.getOrDefault(log, 0L),
        knownStartOffsets.getOrDefault(log, 0L),
        knownHighWatermarks.getOrDefault(log, 0L),
        knownCleaned.getOrDefault(log, 0L),
        clean);
  }

  Path directory(LogName log) {
    return path.resolve(log.directoryName());
  }

  /** A name, used once, for a log's directory on its way out: at most 255 characters. */
  Path directoryForDeletion(LogName log, long unique) {
    return renamed(log, unique, DELETED);
  }

  /** A name for the copy of a log that moves here. */
  Path directoryOfCopy(LogName log, long unique) {
    return renamed(log, unique, COPY);
  }

  /** Whether a log was moved here by a move that had not removed the old one yet. */
  boolean holdsMoved(LogName log) {
    return disk.exists(directory(log).resolve(ReplicaMove.MARK));
  }

  /** As {@link #directoryForDeletion}, but never deleted by us. */
  Path directoryToKeep(LogName log, long unique) {
    return renamed(log, unique, STRAY);
  }

  private Path renamed(LogName log, long unique, String why) {
    String suffix = "." + String.format(java.util.Locale.ROOT, "%032x", unique) + why;
    String name = log.directoryName();
    int room = 255 - suffix.length();
    return path.resolve((name.length() > room ? name.substring(0, room) : name) + suffix);
  }

  boolean holds(PartitionLog log) {
    return path.equals(log.directory().getParent());
  }

  // ---- checkpoints

  /** Writes what recovery needs of these logs, all of which live here. */
  void checkpoint(List<PartitionLog> logs, Map<LogName, Long> offlineRecoveryPoints) {
    if (health.refusal() != null) {
      // Older checkpoints only mean more to recover; later ones come when there is space.
      return;
    }
    Map<LogName, Long> points = new HashMap<>(offlineRecoveryPoints);
    points.putAll(offsets(logs, PartitionLog::recoveryPoint));
    recoveryPoints.write(points);
    checkpointStartOffsets(logs);
    highWatermarks.write(offsets(logs, PartitionLog::highWatermark));
    checkpointCleaned(logs);
  }

  void checkpointStartOffsets(List<PartitionLog> logs) {
    List<PartitionLog> moved =
        logs.stream().filter(log -> log.logStartOffset() > log.firstSegmentOffset()).toList();
    startOffsets.write(offsets(moved, PartitionLog::logStartOffset));
  }

  /** Writes down what need not be looked at by the cleaner again. */
  void checkpointCleaned(List<PartitionLog> logs) {
    List<PartitionLog> known = logs.stream().filter(log -> log.cleanedUpTo() > 0).toList();
    if (health.refusal() == null && (!known.isEmpty() || !knownCleaned.isEmpty())) {
      cleaned.write(offsets(known, PartitionLog::cleanedUpTo));
    }
  }

  private static Map<LogName, Long> offsets(
      List<PartitionLog> logs, ToLongFunction<PartitionLog> offset) {
    Map<LogName, Long> offsets = new HashMap<>();
    logs.forEach(log -> offsets.put(log.name(), offset.applyAsLong(log)));
    return offsets;
  }

  /** Lets go of the directory. */
  void close(boolean allClosedCleanly) {
    health.stop();
    try {
      if (allClosedCleanly) {
        disk.writeAtomically(
            path.resolve(CLEAN_MARK), CLEAN_CONTENT.getBytes(StandardCharsets.UTF_8));
      }
    } finally {
      lock.close();
    }
  }
}
