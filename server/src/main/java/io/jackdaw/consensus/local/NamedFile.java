package io.jackdaw.consensus.local;

import io.jackdaw.disk.Disk;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A journal segment or a snapshot, as its name tells.
 *
 * @param index of a segment the first command it may hold; of a snapshot the last one it covers
 */
record NamedFile(Path path, long index) {
  static final String TEMPORARY = ".tmp";
  private static final Pattern SEGMENT = Pattern.compile("journal-([0-9a-f]{16})\\.log");
  private static final Pattern SNAPSHOT = Pattern.compile("snapshot-([0-9a-f]{16})\\.snap");

  static NamedFile segment(Path directory, long firstIndex) {
    return new NamedFile(directory.resolve("journal-%016x.log".formatted(firstIndex)), firstIndex);
  }

  static NamedFile snapshot(Path directory, long index) {
    return new NamedFile(directory.resolve("snapshot-%016x.snap".formatted(index)), index);
  }

  /** The segments of a directory, oldest first. */
  static List<NamedFile> segments(Disk disk, Path directory) {
    return matching(disk, directory, SEGMENT);
  }

  /** The snapshots of a directory, oldest first. */
  static List<NamedFile> snapshots(Disk disk, Path directory) {
    return matching(disk, directory, SNAPSHOT);
  }

  private static List<NamedFile> matching(Disk disk, Path directory, Pattern pattern) {
    return disk.list(directory).stream()
        .flatMap(path -> parse(path, pattern).stream())
        .sorted(Comparator.comparingLong(NamedFile::index))
        .toList();
  }

  private static Optional<NamedFile> parse(Path path, Pattern pattern) {
    Matcher matcher = pattern.matcher(String.valueOf(path.getFileName()));
    return matcher.matches()
        ? Optional.of(new NamedFile(path, Long.parseUnsignedLong(matcher.group(1), 16)))
        : Optional.empty();
  }
}
