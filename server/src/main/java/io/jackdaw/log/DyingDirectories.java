package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Directories of logs that are gone, until their files are. Any thread; a start deletes those that
 * were left.
 */
final class DyingDirectories {
  private final Disk disk;
  private final Clock clock;
  private final EventLoop diskLoop;
  private final List<Path> dying = new ArrayList<>();
  private long deletions;

  DyingDirectories(Disk disk, Clock clock, EventLoop diskLoop) {
    this.disk = disk;
    this.clock = clock;
    this.diskLoop = diskLoop;
  }

  /**
   * Frees the name at once. A directory whose files somebody still reads is not renamed, which not
   * every system allows: its files lose their names now and their content with the last reader.
   */
  synchronized void add(LogDirectory directory, LogName name, boolean hasReaders, long delayMs) {
    Path path = directory.directory(name);
    if (hasReaders) {
      deleteInPlace(directory, path);
      return;
    }
    long unique = clock.wallMs() * 1000 + deletions++;
    Path away = directory.directoryForDeletion(name, unique);
    disk.move(path, away);
    disk.forceDirectory(directory.path());
    dying.add(away);
    diskLoop.schedule(delayMs, () -> finish(away));
  }

  /** The topic's id goes last: what a crash leaves must not be taken for another topic's log. */
  private void deleteInPlace(LogDirectory directory, Path path) {
    disk.list(path).stream()
        .filter(it -> !it.endsWith(PartitionMetadata.FILE))
        .forEach(disk::delete);
    disk.forceDirectory(path);
    disk.deleteRecursively(path);
    disk.forceDirectory(directory.path());
  }

  private synchronized void finish(Path away) {
    if (dying.remove(away)) {
      disk.deleteRecursively(away);
    }
  }

  /** Deletes what is left. */
  synchronized void finish() {
    List.copyOf(dying).forEach(this::finish);
  }
}
