package io.jackdaw.consensus.local;

import io.jackdaw.disk.Disk;
import java.nio.file.Path;

/**
 * Deletes all but the newest snapshots, and the journal that ends before the oldest one kept. Works
 * beside a running server: what it needs stays, and what it has not streamed yet.
 */
public final class Purge {
  private Purge() {}

  /**
   * @param journal where the segments are
   * @param snapshots where the snapshots are
   * @param retain snapshots kept, at least one
   */
  public static void run(Disk disk, Path journal, Path snapshots, int retain) {
    JournalConfig config =
        JournalConfig.defaults(journal)
            .withSnapshotDirectory(snapshots)
            .withRetention(Math.max(1, retain), true);
    new Retention(disk, config, new ReaderPosition(disk, journal).stored()).purge();
  }
}
