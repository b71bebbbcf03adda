package io.jackdaw.consensus.local;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A snapshot file as tools see it. Reads only; works beside a running server, which may delete the
 * file at any time.
 *
 * @param index the last command that it covers
 */
public record StoredSnapshot(Path path, long index) {

  /** What a whole file says about itself. */
  public record Facts(int version, long index, long term, Instant created) {
    /** Of a snapshot in the newest form. */
    public static Facts now(long index, long term, long wallMs) {
      return new Facts(SnapshotFormat.VERSION, index, term, Instant.ofEpochMilli(wallMs));
    }
  }

  /** Takes what a snapshot holds. */
  public interface Reader<T> {
    T read(InputStream content) throws IOException;
  }

  /**
   * Writes {@code content} as a snapshot that covers {@code index}: there whole or not at all, and
   * durable on return. Closes nothing.
   *
   * @param abandoned asked from time to time; true ends the writing with an exception
   * @throws StorageException if it cannot be written
   */
  public static StoredSnapshot write(
      Disk disk,
      Path directory,
      Facts facts,
      StateMachine.Snapshot content,
      BooleanSupplier abandoned) {
    SnapshotFormat.Header header =
        new SnapshotFormat.Header(
            facts.version(), facts.index(), facts.term(), facts.created().toEpochMilli());
    SnapshotFile.write(disk, directory, header, content, abandoned);
    return named(directory, facts.index());
  }

  /** The snapshot of {@code index} in {@code directory}, whether it is there or not. */
  public static StoredSnapshot named(Path directory, long index) {
    return new StoredSnapshot(NamedFile.snapshot(directory, index).path(), index);
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
