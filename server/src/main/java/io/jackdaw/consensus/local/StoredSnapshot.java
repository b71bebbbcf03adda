package io.jackdaw.consensus.local;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A snapshot file as tools see it. Reads only; works beside a running server, which may delete the
 * file at any time.
 *
 * @param index the last command that it covers
 */
public record StoredSnapshot(Path path, long index) {

  /** What a whole file says about itself. */
  public record Facts(int version, long index, long term, Instant created) {}

  /** Takes what a snapshot holds. */
  public interface Reader<T> {
    T read(InputStream content) throws IOException;
  }

  /** The snapshots of a directory, oldest first. */
  public static List<StoredSnapshot> in(Disk disk, Path directory) {
    List<StoredSnapshot> snapshots = new ArrayList<>();
    for (NamedFile file : NamedFile.snapshots(disk, directory)) {
      snapshots.add(new StoredSnapshot(file.path(), file.index()));
    }
    return snapshots;
  }

  /**
   * The snapshot in a file.
   *
   * @throws StorageException if the name is none of a snapshot
   */
  public static StoredSnapshot at(Disk disk, Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return in(disk, directory == null ? file : directory).stream()
        .filter(each -> each.path().getFileName().equals(file.getFileName()))
        .findFirst()
        .orElseThrow(
            () -> new StorageException("there is no snapshot file snapshot-*.snap at " + file));
  }

  /**
   * Reads the file from end to end.
   *
   * @throws StorageException if anything about it is damaged
   */
  public Facts check(Disk disk) {
    SnapshotFormat.Header header = SnapshotFile.check(disk, new NamedFile(path, index));
    if (header == null) {
      throw new StorageException(path + " is damaged");
    }
    return new Facts(
        header.version(), header.index(), header.term(), Instant.ofEpochMilli(header.createdMs()));
  }

  /** Gives the content of a checked file to {@code reader}. */
  public <T> T read(Disk disk, Reader<T> reader) {
    try (DiskFile file = disk.openReadOnly(path);
        InputStream content = SnapshotFile.content(file)) {
      return reader.read(content);
    } catch (IOException unreadable) {
      throw new StorageException(path + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }
}
