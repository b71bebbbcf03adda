package io.jackdaw.consensus.local;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.util.List;

/**
 * Replays what a journal still holds, from its oldest snapshot on, beside the log that is using it.
 * Reads only. One thread.
 */
public final class JournalHistory {
  private final Disk disk;
  private final JournalConfig config;

  public JournalHistory(Disk disk, JournalConfig config) {
    this.disk = disk;
    this.config = config;
  }

  /**
   * Brings a new {@code machine} from the oldest state to the one after the command {@code
   * toIndex}.
   *
   * @param toIndex applied already by the log that writes the journal
   * @return the index after which the commands were replayed
   * @throws StorageException if a file is damaged, or was purged meanwhile
   */
  public long replay(StateMachine machine, long toIndex) {
    List<NamedFile> segments = NamedFile.segments(disk, config.directory());
    long from = restoreOldest(machine, segments);
    long applied = from;
    for (int i = 0; i < segments.size() && applied < toIndex; i++) {
      boolean needed = i + 1 == segments.size() || segments.get(i + 1).index() > applied + 1;
      if (needed) {
        applied = replay(segments.get(i), machine, applied, toIndex);
      }
    }
    if (applied < toIndex) {
      throw new StorageException(
          "The journal in "
              + config.directory()
              + " cannot be read between index "
              + applied
              + " and "
              + toIndex);
    }
    return from;
  }

  private long restoreOldest(StateMachine machine, List<NamedFile> segments) {
    List<NamedFile> snapshots = NamedFile.snapshots(disk, config.snapshotDirectory());
    boolean fromNothing = snapshots.isEmpty() || snapshots.getFirst().index() > 0;
    if (fromNothing && !segments.isEmpty() && segments.getFirst().index() == 1) {
      return 0;
    }
    for (NamedFile snapshot : snapshots) {
      if (SnapshotFile.check(disk, snapshot) != null) {
        SnapshotFile.restore(disk, snapshot, machine);
        return snapshot.index();
      }
    }
    return 0;
  }

  private long replay(NamedFile segment, StateMachine machine, long after, long toIndex) {
    long[] applied = {after};
    try (SegmentReader reader = new SegmentReader(disk, segment)) {
      for (Batch batch = reader.next();
          batch != null && applied[0] < toIndex;
          batch = reader.next()) {
        Batch current = batch;
        current.forEach(
            (index, command) -> {
              if (index == applied[0] + 1 && index <= toIndex) {
                machine.apply(index, current.term(), command, null);
                applied[0] = index;
              }
            });
      }
    }
    return applied[0];
  }
}
