package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The producer snapshots in a log's directory, by the offset that they were taken at. */
final class ProducerSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(ProducerSnapshots.class);

  private final Disk disk;
  private final Path directory;
  private final NavigableSet<Long> offsets;

  ProducerSnapshots(Disk disk, Path directory, LogFiles files) {
    this.disk = disk;
    this.directory = directory;
    this.offsets = files.offsets(SegmentFiles.SNAPSHOT);
  }

  private Path path(long offset) {
    return SegmentFiles.path(directory, offset, SegmentFiles.SNAPSHOT);
  }

  boolean has(long offset) {
    return offsets.contains(offset);
  }

  /** Not durable before {@link #force}. */
  void write(long offset, Producers producers) {
    ProducerSnapshot.write(disk, path(offset), producers.entries());
    offsets.add(offset);
  }

  void force(long offset) {
    if (disk.exists(path(offset))) {
      try (DiskFile file = disk.open(path(offset))) {
        file.force();
      }
    }
  }

  /**
   * Loads the newest good snapshot taken at {@code [from, upTo]} into {@code producers}; damaged
   * ones are deleted.
   *
   * @return its offset, or {@code from} if there is none
   */
  long restore(long from, long upTo, Producers producers) {
    Long newest = offsets.floor(upTo);
    while (newest != null && newest >= from) {
      List<ProducerEntry> entries = read(newest);
      if (entries != null) {
        entries.forEach(producers::restore);
        return newest;
      }
      delete(newest);
      newest = offsets.floor(upTo);
    }
    return from;
  }

  private @Nullable List<ProducerEntry> read(long offset) {
    List<ProducerEntry> entries = ProducerSnapshot.read(disk, path(offset));
    if (entries == null) {
      LOG.warn("{} is damaged; producer state is found anew from the log", path(offset));
    }
    return entries;
  }

  /** Deletes those taken at the base of a segment that is no more; the newest one stays. */
  void keepOnly(Collection<Long> bases) {
    List.copyOf(offsets).stream()
        .filter(offset -> !bases.contains(offset) && !offset.equals(offsets.last()))
        .forEach(this::delete);
  }

  void deleteBefore(long offset) {
    List.copyOf(offsets.headSet(offset)).forEach(this::delete);
  }

  void deleteAfter(long offset) {
    List.copyOf(offsets.tailSet(offset, false)).forEach(this::delete);
  }

  private void delete(long offset) {
    disk.delete(path(offset));
    offsets.remove(offset);
  }
}
