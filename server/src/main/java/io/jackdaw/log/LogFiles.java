package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names in a log's directory when it is opened, looked up once: with many logs, asking for one
 * name after the other is most of a start.
 *
 * <p>Immutable; knows nothing of what is made afterwards.
 */
final class LogFiles {
  private final Path directory;
  private final Set<String> names;

  private LogFiles(Path directory, List<Path> files) {
    this.directory = directory;
    this.names = HashSet.newHashSet(files.size());
    files.forEach(file -> names.add(file.getFileName().toString()));
  }

  /** What is there once a stop in the middle of a replacement is put in order. */
  static LogFiles settled(Disk disk, Path directory) {
    List<Path> files = disk.list(directory);
    return new LogFiles(
        directory, LeftoverFiles.settle(disk, directory, files) ? disk.list(directory) : files);
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  boolean has(String name) {
    return names.contains(name);
  }

  boolean has(long offset, String suffix) {
    return names.contains(SegmentFiles.name(offset, suffix));
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** The offsets in the names of one kind. */
  NavigableSet<Long> offsets(String suffix) {
    NavigableSet<Long> offsets = new TreeSet<>();
    names.forEach(name -> SegmentFiles.offset(name, suffix).ifPresent(offsets::add));
    return offsets;
  }
}
