package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which leader epoch began at which offset, kept in {@code leader-epoch-checkpoint}: epochs and
 * start offsets both grow from entry to entry.
 *
 * <p>Changes under the log's lock and in memory only: the batches tell the epochs too, so the file
 * has to be right, and forced, only up to where recovery begins. {@link #force} sees to that. Reads
 * by any thread. Source: KIP-101, KIP-279.
 */
final class LeaderEpochs {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderEpochs.class);
  private static final String FILE = "leader-epoch-checkpoint";

  /** An epoch and the offset of its first record. */
  record Entry(int epoch, long startOffset) {}

  private final Disk disk;
  private final Path path;
  private volatile List<Entry> entries;

  // Under this object's own lock.
  private List<Entry> written;
  private boolean unforced;

  private LeaderEpochs(Disk disk, Path path, List<Entry> entries) {
    this.disk = disk;
    this.path = path;
    this.entries = entries;
    this.written = entries;
  }

  /** Reads the file; a missing or damaged one counts as empty: the batches tell the epochs too. */
  static LeaderEpochs open(Disk disk, LogFiles files) {
    Path path = files.path(FILE);
    List<Entry> entries = List.of();
    if (!files.has(FILE)) {
      return new LeaderEpochs(disk, path, entries);
    }
    try {
      entries = List.copyOf(CheckpointText.read(disk, path, LeaderEpochs::parse));
      if (!areGrowing(entries)) {
        entries = List.of();
        LOG.warn("{} is damaged; leader epochs are taken from the log instead", path);
      }
    } catch (StorageException damaged) {
      LOG.warn("{}; leader epochs are taken from the log instead", damaged.getMessage());
    }
    return new LeaderEpochs(disk, path, entries);
  }

  private static @Nullable Entry parse(String[] fields) {
    if (fields.length != 2) {
      return null;
    }
    Entry entry = new Entry(Integer.parseInt(fields[0]), Long.parseLong(fields[1]));
    return entry.epoch >= 0 && entry.startOffset >= 0 ? entry : null;
  }

  private static boolean areGrowing(List<Entry> entries) {
    for (int i = 1; i < entries.size(); i++) {
      Entry before = entries.get(i - 1);
      Entry after = entries.get(i);
      if (after.epoch <= before.epoch || after.startOffset <= before.startOffset) {
        return false;
      }
    }
    return true;
  }

  List<Entry> entries() {
    return entries;
  }

  /** The newest epoch, or -1. */
  int latest() {
    List<Entry> known = entries;
    return known.isEmpty() ? -1 : known.getLast().epoch;
  }

  /** Notes that {@code epoch} begins at {@code startOffset}, unless it is the newest already. */
  void assign(int epoch, long startOffset) {
    List<Entry> known = entries;
    if (!known.isEmpty()) {
      Entry last = known.getLast();
      if (last.epoch == epoch && startOffset >= last.startOffset) {
        return;
      }
    }
    List<Entry> changed = new ArrayList<>(known);
    changed.removeIf(entry -> entry.epoch >= epoch || entry.startOffset >= startOffset);
    changed.add(new Entry(epoch, startOffset));
    replace(changed);
  }

  /** As {@link #assign}, for batches found during recovery: an older epoch changes nothing. */
  void assignIfNewer(int epoch, long startOffset) {
    if (epoch > latest()) {
      assign(epoch, startOffset);
    }
  }

  /**
   * Forgets what the batches from {@code offset} on are about to tell again; the process before may
   * not have had the time to force the file.
   */
  synchronized void recoverFrom(long offset) {
    truncateFromEnd(offset);
    unforced = !written.isEmpty();
  }

  /** Forgets epochs that begin at {@code endOffset} or later. */
  void truncateFromEnd(long endOffset) {
    List<Entry> known = entries;
    if (!known.isEmpty() && known.getLast().startOffset >= endOffset) {
      replace(known.stream().filter(entry -> entry.startOffset < endOffset).toList());
    }
  }

  /** Forgets epochs that ended before {@code startOffset}; the one in force there begins there. */
  void truncateFromStart(long startOffset) {
    List<Entry> known = entries;
    int covering = -1;
    while (covering + 1 < known.size() && known.get(covering + 1).startOffset <= startOffset) {
      covering++;
    }
    if (covering < 0 || known.get(0).startOffset == startOffset) {
      return;
    }
    List<Entry> changed = new ArrayList<>(known.subList(covering + 1, known.size()));
    changed.addFirst(new Entry(known.get(covering).epoch, startOffset));
    replace(changed);
  }

  /** Takes what was found in the batches in place of a file that was missing or damaged. */
  void restore(List<Entry> found) {
    if (!found.isEmpty()) {
      replace(found);
    }
  }

  void clear() {
    replace(List.of());
  }

  private void replace(List<Entry> changed) {
    entries = List.copyOf(changed);
  }

  /** Writes the file if it says anything else; not durable before {@link #force}. */
  synchronized void write() {
    List<Entry> now = entries;
    if (!now.equals(written)) {
      CheckpointText.replace(
          disk, path, now.stream().map(it -> it.epoch + " " + it.startOffset).toList());
      written = now;
      unforced = true;
    }
  }

  /**
   * Writes the file, durably but for its name.
   *
   * @return whether there was anything to write, so that its name is at risk
   */
  synchronized boolean force() {
    write();
    if (!unforced) {
      return false;
    }
    try (DiskFile file = disk.open(path)) {
      file.force();
    }
    unforced = false;
    return true;
  }

  /** The epoch in force at {@code offset}, or -1. */
  int at(long offset) {
    int epoch = -1;
    for (Entry entry : entries) {
      if (entry.startOffset > offset) {
        break;
      }
      epoch = entry.epoch;
    }
    return epoch;
  }

  EpochEnd endOf(int epoch, long logEndOffset) {
    List<Entry> known = entries;
    if (epoch < 0 || known.isEmpty()) {
      return EpochEnd.UNKNOWN;
    }
    if (known.getLast().epoch == epoch) {
      return new EpochEnd(epoch, logEndOffset);
    }
    int floor = -1;
    for (Entry entry : known) {
      if (entry.epoch > epoch) {
        return new EpochEnd(floor < 0 ? epoch : floor, entry.startOffset);
      }
      floor = entry.epoch;
    }
    return EpochEnd.UNKNOWN;
  }
}
