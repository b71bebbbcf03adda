package io.jackdaw.consensus.local;

import io.jackdaw.disk.Disk;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what no recovery will need: all but the newest snapshots, and the segments that end
 * before the oldest snapshot kept. Until there are as many snapshots as are to be kept, every
 * segment stays, so that a damaged snapshot can be replaced by replay.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final Disk disk;
  private final JournalConfig config;
  private final long keptFrom;

  /** What a reader of the journal needs is kept, up to so many snapshots more. */
  static final int KEPT_FOR_READER = 20;

  /**
   * @param keptFrom index after which a reader of the journal still needs the commands
   */
  Retention(Disk disk, JournalConfig config, long keptFrom) {
    this.keptFrom = keptFrom;
    this.disk = disk;
    this.config = config;
  }

  /** Purges once; any thread, one at a time. */
  void purge() {
    List<NamedFile> snapshots = NamedFile.snapshots(disk, config.snapshotDirectory());
    int retain = config.snapshots().retain();
    if (!config.snapshots().purge() || snapshots.size() < retain) {
      return;
    }
    int surplus = snapshots.size() - retain;
    while (surplus > 0
        && snapshots.get(surplus).index() > keptFrom
        && snapshots.size() - surplus < retain + KEPT_FOR_READER) {
      surplus--;
    }
    snapshots.subList(0, surplus).forEach(this::delete);
    boolean waitsForReader = snapshots.size() - surplus < retain + KEPT_FOR_READER;
    long oldest = snapshots.get(surplus).index();
    purgeSegmentsUpTo(waitsForReader ? Math.min(oldest, keptFrom) : oldest);
  }

  private void purgeSegmentsUpTo(long index) {
    List<NamedFile> segments = NamedFile.segments(disk, config.directory());
    for (int i = 0; i + 1 < segments.size() && segments.get(i + 1).index() <= index + 1; i++) {
      delete(segments.get(i));
    }
  }

  private void delete(NamedFile file) {
    LOG.debug("Purging {}", file.path());
    disk.delete(file.path());
  }
}
