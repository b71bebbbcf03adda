package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a log directory, of one partition, or one file, for whoever looks at them from
 * outside; a server may be writing them.
 */
final class LogTree {
  private final Disk disk;
  private final Path root;

  /**
   * @param root a directory of {@code log.dirs}, a partition's directory in it, or a file
   */
  LogTree(Disk disk, Path root) {
    this.disk = disk;
    this.root = root;
  }

  /** The directories that hold files, the root first. */
  List<Path> directories() {
    List<Path> inside = disk.list(root);
    if (inside.isEmpty()) {
      return List.of();
    }
    return Stream.concat(Stream.of(root), inside.stream().filter(this::isPartition)).toList();
  }

  private boolean isPartition(Path path) {
    return LogName.ofDirectory(path.getFileName().toString()).isPresent()
        && !disk.list(path).isEmpty();
  }

  /** The files in a directory, or the root itself if it is a file. */
  List<Path> files() {
    List<Path> directories = directories();
    return directories.isEmpty()
        ? List.of(root)
        : directories.stream()
            .flatMap(it -> disk.list(it).stream())
            .filter(it -> !isPartition(it))
            .toList();
  }

  static boolean is(Path file, String suffix) {
    return SegmentFiles.offset(file, suffix).isPresent();
  }
}
