package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of one server, in segments on its disk.
 *
 * <pre>
 *   base │ first … durable │ … last
 *        └ what a snapshot covers lies before
 *                          └ appended, and not synced yet
 * </pre>
 *
 * <p>Appended entries are readable at once and durable after {@link #sync}; a removal is durable on
 * return. One thread.
 */
final class EntryLog implements AutoCloseable {
  /** What is sent and applied at once; more would only outlive the young generation of the heap. */
  private static final int RECENT_BYTES = 1024 * 1024;

  private static final int FIRST_BUFFER_BYTES = 64 * 1024;

  private final Disk disk;
  private final Path directory;
  private final Settings settings;
  private final Clock clock;
  private final LogMetrics metrics;
  private final List<Segment> segments = new ArrayList<>();
  private final RecentEntries recent = new RecentEntries(RECENT_BYTES);
  private final ByteBuffer zeros;
  private ByteBuffer unwritten = ByteBuffer.allocateDirect(FIRST_BUFFER_BYTES);
  private long durable;

  /**
   * @param fsync whether a sync forces the disk
   * @param segmentBytes after which the next segment is begun
   * @param aheadBytes that are reserved ahead of the entries
   */
  record Settings(boolean fsync, int segmentBytes, int aheadBytes) {}

  private EntryLog(Disk disk, Path directory, Settings settings, Clock clock, LogMetrics metrics) {
    this.disk = disk;
    this.directory = directory;
    this.settings = settings;
    this.clock = clock;
    this.metrics = metrics;
    this.zeros = ByteBuffer.allocateDirect(settings.aheadBytes);
  }

  /**
   * Opens what is there, or begins after {@code index}, which a snapshot covers, if there is
   * nothing or only what the snapshot covers too.
   *
   * @throws StorageException if a file is damaged anywhere but at its torn end, or entries after
   *     the snapshot are missing
   */
  static EntryLog open(
      Disk disk,
      Path directory,
      Settings settings,
      Clock clock,
      LogMetrics metrics,
      long index,
      long term) {
    EntryLog log = new EntryLog(disk, directory, settings, clock, metrics);
    log.recover();
    if (log.segments.isEmpty() || log.lastIndex() < index) {
      log.reset(index, term);
    } else if (log.baseIndex() <= index && log.termAt(index) != term) {
      // The snapshot came from another server, in place of entries that were never committed.
      log.reset(index, term);
    }
    if (log.baseIndex() > index) {
      throw new StorageException(
          "The entries %d to %d are missing in %s: stop this server, move its directory away and start it empty; it gets everything from the others"
              .formatted(index + 1, log.baseIndex(), directory));
    }
    return log;
  }

  private void recover() {
    List<Path> files = disk.list(directory).stream().filter(Segment::isNamed).toList();
    for (int i = 0; i < files.size(); i++) {
      boolean last = i == files.size() - 1;
      Segment segment = Segment.open(disk, files.get(i), last);
      if (segment == null) {
        disk.delete(files.get(i));
        break;
      }
      if (!segments.isEmpty() && segments.getLast().nextIndex() != segment.firstIndex()) {
        throw new StorageException(
            "%s begins with entry %d, but the segment before ends before entry %d"
                .formatted(files.get(i), segment.firstIndex(), segments.getLast().nextIndex()));
      }
      segments.add(segment);
    }
    if (!segments.isEmpty()) {
      durable = lastIndex();
      recent.clear(durable + 1);
    }
  }

  /** Adds what the log said of the members after {@code index} when it was opened. */
  void findMembers(long index, MemberLog found) {
    for (Segment segment : segments) {
      for (long at : segment.foundMembers()) {
        if (at > index && at <= lastIndex()) {
          found.add(at, Members.decode(entry(at).payload()));
        }
      }
    }
  }

  /** The index before the first entry. */
  long baseIndex() {
    return segments.getFirst().firstIndex() - 1;
  }

  long lastIndex() {
    return segments.getLast().nextIndex() - 1;
  }

  long lastTerm() {
    return termAt(lastIndex());
  }

  /** Up to which index all survives a crash. */
  long durableIndex() {
    return durable;
  }

  /**
   * @param index from the base to the last
   */
  long termAt(long index) {
    if (index == baseIndex()) {
      return segments.getFirst().termBefore();
    }
    return segmentOf(index).termAt(index);
  }

  private Segment segmentOf(long index) {
    for (int i = segments.size() - 1; i >= 0; i--) {
      Segment segment = segments.get(i);
      if (segment.firstIndex() <= index) {
        if (index < segment.nextIndex()) {
          return segment;
        }
        break;
      }
    }
    throw new IllegalStateException(
        "no entry " + index + " in (" + baseIndex() + ", " + lastIndex() + "]");
  }

  Entry entry(long index) {
    Entry known = recent.get(index);
    return known == null ? segmentOf(index).read(index) : known;
  }

  void append(Entry entry) {
    int bytes = EntryFormat.sizeBytes(entry);
    if (unwritten.remaining() < bytes) {
      makeRoom(bytes);
    }
    Segment segment = segments.getLast();
    EntryFormat.encode(unwritten, segment.nextIndex(), durable, entry);
    segment.append(entry.term(), bytes);
    recent.add(entry);
  }

  private void makeRoom(int bytes) {
    int needed = unwritten.position() + bytes;
    ByteBuffer larger =
        ByteBuffer.allocateDirect(Math.max(needed, Math.min(2 * needed, 8 * 1024 * 1024)));
    unwritten = larger.put(unwritten.flip());
  }

  /** Whether there is something that {@link #sync} would make durable. */
  boolean isUnsynced() {
    return durable < lastIndex();
  }

  /** Makes all entries durable. */
  void sync() {
    if (!isUnsynced()) {
      return;
    }
    Segment segment = segments.getLast();
    long begunNs = clock.monotonicNs();
    segment.write(unwritten.flip(), zeros);
    unwritten.clear();
    if (settings.fsync) {
      long forcedNs = clock.monotonicNs();
      segment.force();
      metrics.fsyncMs().add((clock.monotonicNs() - forcedNs) / 1_000_000);
    }
    metrics.flushMs().add((clock.monotonicNs() - begunNs) / 1_000_000);
    durable = lastIndex();
    recent.trim(durable);
    if (segment.sizeBytes() > settings.segmentBytes) {
      segment.finish();
      segments.add(Segment.create(disk, directory, durable + 1, segment.termAt(durable), zeros));
    }
  }

  /** Removes {@code index} and all after it. */
  void removeFrom(long index) {
    if (unwritten.position() > 0) {
      segments.getLast().write(unwritten.flip(), zeros);
      unwritten.clear();
    }
    while (segments.size() > 1 && segments.getLast().firstIndex() >= index) {
      segments.removeLast().delete();
      disk.forceDirectory(directory);
    }
    segments.getLast().removeFrom(index);
    recent.removeFrom(index);
    durable = Math.min(durable, index - 1);
  }

  /** Forgets everything: the next entry is the one after {@code index}. */
  void reset(long index, long term) {
    unwritten.clear();
    while (!segments.isEmpty()) {
      // From the end: what is left after a crash is still without a gap.
      segments.removeLast().delete();
      disk.forceDirectory(directory);
    }
    segments.add(Segment.create(disk, directory, index + 1, term, zeros));
    recent.clear(index + 1);
    durable = index;
  }

  /** Removes whole segments that hold nothing after {@code index}. */
  void dropUpTo(long index) {
    while (segments.size() > 1 && segments.getFirst().nextIndex() - 1 <= index) {
      segments.removeFirst().delete();
    }
  }

  @Override
  public void close() {
    segments.forEach(Segment::close);
  }
}
