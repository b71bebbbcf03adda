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
    long from = restoreOldest(machine);
    long applied = from;
    List<NamedFile> segments = NamedFile.segments(disk, config.directory());
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

  private long restoreOldest(StateMachine machine) {
    for (NamedFile snapshot : NamedFile.snapshots(disk, config.snapshotDirectory())) {
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
