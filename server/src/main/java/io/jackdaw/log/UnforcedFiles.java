package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.nio.file.Path;

/**
 * What a crash of the machine may still take of a log beside its segments' bytes: the names of its
 * files, its directory's own name, its topic id, its leader epochs.
 *
 * <p>None of it is forced when it is made, so that a thousand partitions are made without an fsync;
 * all of it is before the recovery point moves, and so before a record counts as forced. Noted by
 * any thread, forced by one at a time.
 */
final class UnforcedFiles {
  private final Disk disk;
  private final Path directory;
  private final LeaderEpochs epochs;
  private volatile boolean names;
  private volatile boolean ownName;
  private volatile boolean topicId;

  UnforcedFiles(Disk disk, Path directory, LeaderEpochs epochs) {
    this.disk = disk;
    this.directory = directory;
    this.epochs = epochs;
  }

  /** Files were made, renamed or deleted. */
  void namesChanged() {
    names = true;
  }

  /** The directory itself was made. */
  void directoryMade() {
    ownName = true;
    names = true;
  }

  /** {@code partition.metadata} was written. */
  void topicIdWritten() {
    topicId = true;
    names = true;
  }

  /** Makes all of it durable. */
  void force() {
    boolean hadNames = names;
    boolean hadOwnName = ownName;
    boolean hadTopicId = topicId;
    names = false;
    ownName = false;
    topicId = false;
    try {
      if (hadTopicId) {
        PartitionMetadata.force(disk, directory);
      }
      hadNames |= epochs.force();
      if (hadNames) {
        disk.forceDirectory(directory);
      }
      Path parent = directory.getParent();
      if (hadOwnName && parent != null) {
        disk.forceDirectory(parent);
      }
    } catch (StorageException failed) {
      names = true;
      ownName |= hadOwnName;
      topicId |= hadTopicId;
      throw failed;
    }
  }
}
