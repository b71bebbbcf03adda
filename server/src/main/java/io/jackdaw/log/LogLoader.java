package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.function.LongConsumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the files of one log and finds its state. After a clean stop, files are taken as they are.
 * Otherwise all from the recovery point's segment on is read again: CRCs are checked, a torn tail
 * is cut, indexes and producer state are built anew.
 *
 * <p>Used once, by one thread. Source: Kafka's LogLoader.
 */
final class LogLoader {
  private static final Logger LOG = LoggerFactory.getLogger(LogLoader.class);

  private final LogName name;
  private final Path directory;
  private final LogConfig config;
  private final LogEnvironment environment;
  private final Disk disk;
  private final Known known;

  private final LogFiles files;
  private final List<Segment> segments = new ArrayList<>();
  private final LeaderEpochs epochs;
  private final Producers producers;
  private final ProducerSnapshots snapshots;
  private LogView view;
  private boolean recovered;

  /**
   * What the checkpoints say of a log.
   *
   * @param cleanedUpTo first offset that the cleaner has not looked at
   * @param clean whether everything was closed in order
   */
  record Known(
      long recoveryPoint, long startOffset, long highWatermark, long cleanedUpTo, boolean clean) {
    static final Known NOTHING = new Known(0, 0, 0, 0, false);
  }

  private LogLoader(
      LogName name, Path directory, LogConfig config, LogEnvironment environment, Known known) {
    this.name = name;
    this.directory = directory;
    this.config = config;
    this.environment = environment;
    this.disk = environment.disk();
    this.known = known;
    this.files = LogFiles.settled(disk, directory);
    if (files.isEmpty()) {
      disk.createDirectories(directory);
    }
    this.epochs = LeaderEpochs.open(disk, files);
    this.producers = new Producers(name);
    this.snapshots = new ProducerSnapshots(disk, directory, files);
    try {
      this.view = load();
    } catch (RuntimeException failed) {
      segments.forEach(Segment::release);
      throw failed;
    }
  }

  /**
   * Opens a log, creating its directory and first segment when they are missing; what is created is
   * not durable before it is flushed with records in it.
   *
   * @throws StorageException if it is damaged in its middle
   */
  static PartitionLog open(
      LogName name, Path directory, LogConfig config, LogEnvironment environment, Known known) {
    LogLoader loader = new LogLoader(name, directory, config, environment, known);
    return new PartitionLog(name, directory, config, environment, loader);
  }

  private LogView load() {
    NavigableSet<Long> bases = files.offsets(SegmentFiles.LOG);
    while (bases.size() > 1 && bases.higher(bases.first()) <= known.startOffset) {
      deleteFiles(bases.pollFirst());
    }
    long firstRecovered = Long.MAX_VALUE;
    boolean epochsAreKnown = areEpochsKnown(bases);
    for (Long base : bases) {
      Long next = bases.higher(base);
      // One that ends at the recovery point may have been forced before its indexes were written.
      boolean closed = known.clean || (next != null && next < known.recoveryPoint);
      Segment whole = closed ? trusted(base) : null;
      if (whole != null) {
        segments.add(whole);
      } else {
        if (base < firstRecovered) {
          firstRecovered = base;
          epochs.recoverFrom(base);
        }
        recovered = true;
        boolean cut = recover(base, next);
        if (cut && next != null) {
          // What follows is empty, and would leave a gap.
          bases.tailSet(next, true).forEach(this::deleteFiles);
          break;
        }
      }
    }
    if (segments.isEmpty()) {
      long now = environment.clock().wallMs();
      segments.add(Segment.create(disk, directory, known.startOffset, now));
      if (config.preallocate()) {
        segments.getLast().preallocate(config.segmentBytes());
      }
      recovered = true;
    }
    Segment active = segments.getLast();
    active.unseal();
    long end = active.findNextOffset();
    long start = Math.max(known.startOffset, segments.getFirst().baseOffset());
    if (start > end && known.clean) {
      throw new StorageException(
          String.format(
              Locale.ROOT,
              "%s says that %s begins at offset %d, but its segments end at %d. Partition %s is"
                  + " offline. Correct or delete that line and start again",
              directory.resolveSibling(OffsetCheckpoint.LOG_START_OFFSETS),
              name,
              start,
              end,
              name));
    }
    if (start > end) {
      LOG.warn(
          "{} ends at {} before its log start offset {}; it starts anew there", name, end, start);
      beginAnew(start, Math.min(end, firstRecovered));
      end = start;
      firstRecovered = Long.MAX_VALUE;
    }
    LogView loaded = LogView.of(segments, start, end, 0);
    // What was recovered has told its epochs; what was taken as it is has not.
    if (!epochsAreKnown && segments.getFirst().baseOffset() < firstRecovered) {
      epochs.restore(epochsOfBatches());
    }
    epochs.truncateFromEnd(end);
    epochs.truncateFromStart(start);
    snapshots.deleteAfter(Math.min(end, firstRecovered));
    replay(loaded, snapshots, producers, firstRecovered);
    producers.expire(environment.clock().wallMs(), environment.producerExpiryMs().getAsLong());
    return loaded;
  }

  /** Drops all records; what they and the snapshots up to there tell of producers is kept. */
  private void beginAnew(long start, long trusted) {
    LogView dropped = LogView.of(segments, start, segments.getLast().findNextOffset(), 0);
    snapshots.deleteAfter(trusted);
    replay(dropped, snapshots, producers, Long.MAX_VALUE);
    segments.forEach(this::deleteAndRelease);
    segments.clear();
    segments.add(Segment.create(disk, directory, start, environment.clock().wallMs()));
    snapshots.write(start, producers);
  }

  /**
   * Whether the file tells of all records. It says less if a crash took the file, or brought
   * records back that were deleted.
   */
  private boolean areEpochsKnown(NavigableSet<Long> bases) {
    if (epochs.entries().isEmpty()) {
      return false;
    }
    long first = epochs.entries().getFirst().startOffset();
    return bases.isEmpty() || first <= Math.max(known.startOffset, bases.first());
  }

  private List<LeaderEpochs.Entry> epochsOfBatches() {
    List<LeaderEpochs.Entry> found = new ArrayList<>();
    int latest = -1;
    for (Segment segment : segments) {
      BatchCursor cursor = new BatchCursor(segment.file(), 0, segment.sizeBytes());
      while (cursor.next()) {
        if (cursor.leaderEpoch() > latest) {
          latest = cursor.leaderEpoch();
          found.add(new LeaderEpochs.Entry(latest, cursor.baseOffset()));
        }
      }
    }
    return found;
  }

  private void deleteAndRelease(Segment segment) {
    segment.delete(disk);
    segment.release();
  }

  private void deleteFiles(long base) {
    for (String suffix :
        List.of(
            SegmentFiles.LOG,
            SegmentFiles.OFFSET_INDEX,
            SegmentFiles.TIME_INDEX,
            SegmentFiles.TRANSACTION_INDEX)) {
      disk.delete(SegmentFiles.path(directory, base, suffix));
    }
  }

  // ---- segments

  /** The segment as it was closed; null if it is not. */
  private @Nullable Segment trusted(long base) {
    DiskFile file = disk.open(SegmentFiles.path(directory, base, SegmentFiles.LOG));
    int size = size(file);
    if (size == 0
        && files.has(base, SegmentFiles.OFFSET_INDEX)
        && files.has(base, SegmentFiles.TIME_INDEX)
        && !files.has(base, SegmentFiles.TRANSACTION_INDEX)) {
      return growing(base, file, size);
    }
    OffsetIndex offsets = OffsetIndex.sealed(disk, directory, base, size);
    TimeIndex times = TimeIndex.sealed(disk, directory, base);
    if (offsets != null && times != null) {
      Segment segment = segment(base, file, offsets, times, size);
      if (segment.isAsClosed()) {
        return segment;
      }
      segment.release();
      LOG.warn("{} or an index of it is not as it was closed; it is recovered", file.path());
      return null;
    }
    if (offsets != null) {
      offsets.file().close();
    }
    if (times != null) {
      times.file().close();
    }
    file.close();
    LOG.warn("An index of {} is missing or damaged; it is built anew", file.path());
    return null;
  }

  private Segment segment(
      long base, DiskFile file, OffsetIndex offsets, TimeIndex times, int size) {
    return new Segment(
        base,
        file,
        offsets,
        times,
        new AbortedTransactions(
            disk, directory, base, "", files.has(base, SegmentFiles.TRANSACTION_INDEX)),
        size,
        disk.lastModifiedMs(file.path()));
  }

  private Segment growing(long base, DiskFile file, int size) {
    return segment(
        base,
        file,
        OffsetIndex.growing(disk, directory, base),
        TimeIndex.growing(disk, directory, base),
        size);
  }

  private static int size(DiskFile file) {
    long size = file.size();
    if (size > Integer.MAX_VALUE) {
      throw new StorageException(file.path() + " has " + size + " bytes, more than 2 GiB");
    }
    return (int) size;
  }

  /** Verifies a segment and adds it; true if a torn tail was cut. */
  private boolean recover(long base, @Nullable Long next) {
    DiskFile file = disk.open(SegmentFiles.path(directory, base, SegmentFiles.LOG));
    int size = size(file);
    Segment segment = growing(base, file, size);
    try {
      segment.aborted().delete();
      SegmentVerifier verifier = new SegmentVerifier(file, base);
      int good =
          verifier.verify(
              (buffer, at, position) -> {
                segment.note(buffer, at, position, config.indexIntervalBytes());
                int epoch = BatchHeader.leaderEpoch(buffer, at);
                if (epoch >= 0) {
                  epochs.assignIfNewer(epoch, BatchHeader.baseOffset(buffer, at));
                }
              });
      if (good < size) {
        requireTornTail(file, verifier, good, next);
        LOG.warn(
            "Cut {} bytes of an unfinished write from {} at position {}; {} ends at offset {} now",
            size - good,
            file.path(),
            good,
            name,
            verifier.nextOffset());
        segment.cut(good);
      } else if (next != null && verifier.nextOffset() < next) {
        LOG.warn(
            "{} ends at offset {}, and the next segment begins at {}: the records between were"
                + " compacted away, or not yet on disk when the machine stopped",
            file.path(),
            verifier.nextOffset(),
            next);
      }
      segment.seal();
      segments.add(segment);
      return good < size;
    } catch (RuntimeException failed) {
      segment.release();
      throw failed;
    }
  }

  /** Refuses to cut where good batches follow: that is no unfinished write. */
  private void requireTornTail(
      DiskFile file, SegmentVerifier verifier, int good, @Nullable Long next) {
    if (verifier.isOldFormat(good)) {
      throw new StorageException(
          file.path()
              + " holds messages of a format older than Kafka 0.11 at position "
              + good
              + "; rewrite them with Apache Kafka 3.x first. Partition "
              + name
              + " is offline");
    }
    boolean dataFollows = next != null && hasDataFrom(next);
    int follower = dataFollows ? -1 : verifier.findGoodBatchFrom(good);
    int damagedAt = follower >= 0 ? verifier.damagedAt() : good;
    long offset = verifier.nextOffset();
    if (dataFollows || follower >= 0) {
      throw new StorageException(
          String.format(
              Locale.ROOT,
              "%s is damaged at position %d (offset %d), and good records follow%s. Partition %s is"
                  + " offline. Restore its directory from another replica or a backup; or, to go on"
                  + " without the records from offset %d on, stop the server, run \"truncate -s %d"
                  + " %s\", delete later segments and start again",
              file.path(),
              damagedAt,
              offset,
              follower >= 0 ? " at position " + follower : " in the next segment",
              name,
              offset,
              damagedAt,
              file.path()));
    }
  }

  private boolean hasDataFrom(long base) {
    for (Path file : disk.list(directory)) {
      var offset = SegmentFiles.offset(file, SegmentFiles.LOG);
      if (offset.isPresent() && offset.getAsLong() >= base) {
        try (DiskFile open = disk.openReadOnly(file)) {
          if (beginsWithData(open)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** A file that begins with zeros was preallocated, and nothing was written to it yet. */
  private static boolean beginsWithData(DiskFile file) {
    ByteBuffer head = ByteBuffer.allocate(BatchHeader.SIZE);
    file.read(head, 0);
    head.flip();
    while (head.hasRemaining()) {
      if (head.get() != 0) {
        return true;
      }
    }
    return false;
  }

  // ---- producers

  /**
   * Builds the producer state at the end of {@code view}: the newest snapshot, and all batches
   * after it. Those before the start of the log count as well: what they tell of sequences, epochs
   * and transactions held while they could be read, and a crash may bring them back.
   *
   * @param firstRecovered from here on, aborted transactions are noted in their segments
   */
  static void replay(
      LogView view, ProducerSnapshots snapshots, Producers producers, long firstRecovered) {
    producers.clear();
    long first = view.segments().getFirst().baseOffset();
    long from = snapshots.restore(first, view.endOffset(), producers);
    // Whoever drops the segments before one of these needs what they told.
    LongConsumer snapshot =
        base -> {
          if (!snapshots.has(base)) {
            snapshots.write(base, producers);
          }
        };
    replay(view, from, producers, firstRecovered, snapshot);
  }

  /**
   * Has producers take note of all batches from {@code from} to the end of {@code view}.
   *
   * @param firstRecovered from here on, aborted transactions are noted in their segments
   * @param atBase is told of each further segment, before its batches
   * @throws StorageException if a segment is gone meanwhile, too
   */
  static void replay(
      LogView view, long from, Producers producers, long firstRecovered, LongConsumer atBase) {
    int last = view.floor(view.endOffset());
    for (int i = view.floor(from); i <= last && from < view.endOffset(); i++) {
      Segment segment = view.segments().get(i);
      if (!segment.acquire()) {
        throw new StorageException(segment.file().path() + " was deleted while it was read");
      }
      try {
        if (segment.baseOffset() > from) {
          atBase.accept(segment.baseOffset());
        }
        replaySegment(view, i, from, producers, segment.baseOffset() >= firstRecovered);
      } finally {
        segment.release();
      }
    }
  }

  private static void replaySegment(
      LogView view, int index, long from, Producers producers, boolean noteAborted) {
    Segment segment = view.segments().get(index);
    int limit = view.limit(index);
    int start = segment.indexedPosition(from, limit);
    BatchCursor cursor = new BatchCursor(segment.file(), start, limit);
    while (cursor.next() && cursor.baseOffset() < view.endOffset()) {
      if (cursor.lastOffset() >= from && cursor.producerId() != BatchHeader.NO_PRODUCER) {
        replayBatch(cursor, segment, producers, noteAborted);
      }
    }
  }

  private static void replayBatch(
      BatchCursor cursor, Segment segment, Producers producers, boolean noteAborted) {
    Marker marker = null;
    if (cursor.isControl()) {
      ByteBuffer batch = cursor.read();
      marker = Marker.read(batch);
    }
    Producers.Ended ended = producers.update(cursor.header(), cursor.headerAt(), marker);
    if (noteAborted && ended != null && ended.aborted()) {
      segment.aborted().append(ended);
    }
  }

  // ---- results

  LogView view() {
    return view;
  }

  LeaderEpochs epochs() {
    return epochs;
  }

  Producers producers() {
    return producers;
  }

  ProducerSnapshots snapshots() {
    return snapshots;
  }

  /**
   * The topic's id; the zero id if it is not known. A crash of the machine may have damaged the
   * file as long as no record was forced: then it is as if it were missing.
   */
  Uuid topicId() {
    try {
      return PartitionMetadata.read(disk, files);
    } catch (StorageException damaged) {
      if (!recovered && view.endOffset() > view.startOffset()) {
        throw damaged;
      }
      LOG.warn("{}; it is written anew", damaged.getMessage());
      disk.delete(files.path(PartitionMetadata.FILE));
      return Uuid.ZERO_UUID;
    }
  }

  long highWatermark() {
    return Math.max(view.startOffset(), Math.min(known.highWatermark, view.endOffset()));
  }

  long cleanedUpTo() {
    return Math.min(known.cleanedUpTo, view.endOffset());
  }

  long recoveryPoint() {
    return known.clean ? view.endOffset() : Math.min(known.recoveryPoint, view.endOffset());
  }

  /**
   * What was made here, or by a process that was killed, and is not forced yet; nor is a log in
   * which there never was anything to force.
   */
  UnforcedFiles unforced(Uuid topicId) {
    UnforcedFiles unforced = new UnforcedFiles(disk, directory, epochs);
    boolean neverForced = view.startOffset() == view.endOffset();
    if (files.isEmpty() || neverForced) {
      unforced.directoryMade();
    }
    if (recovered || neverForced) {
      unforced.namesChanged();
      if (!topicId.equals(Uuid.ZERO_UUID)) {
        unforced.topicIdWritten();
      }
    }
    return unforced;
  }

  /** Whether files were made or changed, so that they must be written when the log is closed. */
  boolean isRecovered() {
    return recovered;
  }
}
