package io.jackdaw.zookeeper.apache;

import io.jackdaw.disk.Disk;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of one Apache ZooKeeper server: {@code version-2} in its {@code dataDir} and in its
 * {@code dataLogDir}, which may be the same.
 */
final class DataDirectory {
  private static final String VERSION = "version-2";
  private static final Pattern SNAPSHOT =
      Pattern.compile("snapshot\\.([0-9a-f]{1,16})(\\.gz|\\.snappy)?");
  private static final Pattern LOG = Pattern.compile("log\\.([0-9a-f]{1,16})");

  private final Disk disk;
  private final Path snapshots;
  private final Path logs;

  /**
   * A file and the zxid in its name: of a snapshot the last one it surely has, of a log the first.
   */
  record NamedFile(Path path, long zxid) {}

  DataDirectory(Disk disk, Path dataDir, Path dataLogDir) {
    this.disk = disk;
    this.snapshots = dataDir.resolve(VERSION);
    this.logs = dataLogDir.resolve(VERSION);
  }

  Path snapshotDirectory() {
    return snapshots;
  }

  Path logDirectory() {
    return logs;
  }

  boolean isEmpty() {
    return snapshots().isEmpty() && logs().isEmpty();
  }

  /** Newest first. */
  List<NamedFile> snapshots() {
    return files(snapshots, SNAPSHOT).reversed();
  }

  /** Oldest first. */
  List<NamedFile> logs() {
    return files(logs, LOG);
  }

  /** The logs that may hold transactions after {@code zxid}, oldest first. */
  List<NamedFile> logsAfter(long zxid) {
    List<NamedFile> all = logs();
    int first = 0;
    for (int i = 0; i < all.size() && all.get(i).zxid <= zxid + 1; i++) {
      first = i;
    }
    return all.subList(first, all.size());
  }

  private List<NamedFile> files(Path directory, Pattern pattern) {
    return disk.list(directory).stream()
        .map(path -> new Named(path, pattern.matcher(String.valueOf(path.getFileName()))))
        .filter(named -> named.matcher.matches())
        .map(named -> new NamedFile(named.path, zxid(named.matcher)))
        .sorted(Comparator.comparingLong(NamedFile::zxid))
        .toList();
  }

  private static long zxid(Matcher matcher) {
    return Long.parseUnsignedLong(matcher.group(1), 16);
  }

  private record Named(Path path, Matcher matcher) {}
}
