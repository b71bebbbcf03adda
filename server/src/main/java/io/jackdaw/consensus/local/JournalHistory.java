package io.jackdaw.consensus.local;

import io.jackdaw.consensus.CommandHistory;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.util.List;

/**
 * Replays what a journal still holds, from its oldest snapshot on, beside the log that is using it.
 * Reads only. One thread.
 */
public final class JournalHistory implements CommandHistory {
  private final Disk disk;
  private final JournalConfig config;

  public JournalHistory(Disk disk, JournalConfig config) {
    this.disk = disk;
    this.config = config;
  }

  @Override
  public long replay(StateMachine machine, long toIndex) {
    List<NamedFile> segments = NamedFile.segments(disk, config.directory());
    long from = restoreOldest(machine, segments);
    long applied = from;
    for (int i = 0; i < segments.size() && applied < toIndex; i++) {
      boolean needed = i + 1 == segments.size() || segments.get(i + 1).index() > applied + 1;
      if (needed && segments.get(i).index() > applied + 1) {
        applied = restoreInstalled(segments.get(i).index() - 1, machine, applied);
      }
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

  /** A state from elsewhere took the place of a command, and a segment begins behind it. */
  private long restoreInstalled(long index, StateMachine machine, long applied) {
    for (NamedFile snapshot : NamedFile.snapshots(disk, config.snapshotDirectory())) {
      if (snapshot.index() == index && SnapshotFile.check(disk, snapshot) != null) {
        SnapshotFile.restore(disk, snapshot, machine);
        return index;
      }
    }
    return applied;
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
