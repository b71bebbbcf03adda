package io.jackdaw.disk;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system: files, directories and their durability.
 *
 * <p>Any thread, unless two threads change the same name. Creating, moving and deleting names
 * becomes durable with {@link #forceDirectory} on the parent.
 *
 * <p>Errors: {@link StorageException} from every method, naming the path; {@link DiskFullException}
 * when it is for want of space.
 */
public interface Disk {
  /** Opens a file for reading and writing, creating it empty when it is missing. */
  DiskFile open(Path path);

  /** Opens an existing file for reading only. */
  DiskFile openReadOnly(Path path);

  boolean exists(Path path);

  /** Names directly inside {@code directory} as full paths, sorted; empty when it is missing. */
  List<Path> list(Path directory);

  /** Creates the directory and its missing parents. */
  void createDirectories(Path directory);

  /** Deletes a file or an empty directory; nothing happens when it is missing. */
  void delete(Path path);

  /** Deletes a file, or a directory with all it holds; nothing happens when it is missing. */
  void deleteRecursively(Path path);

  /** Renames, replacing a target that exists, in one step that a crash cannot split. */
  void move(Path from, Path to);

  /** Makes the names inside {@code directory} durable. */
  void forceDirectory(Path directory);

  /**
   * Has {@code relief} run, on any thread and at once, whenever so many files are open that some
   * should be {@linkplain DiskFile#rest put to rest}.
   */
  default void onTooManyOpen(Runnable relief) {}

  /** Whether it would be well to put more files to rest. */
  default boolean hasManyOpen() {
    return false;
  }

  /** Last modification in milliseconds since 1970; 0 when the file is missing. */
  long lastModifiedMs(Path path);

  /** Free and whole size of the volume that holds {@code path}. */
  Space space(Path path);

  /**
   * Takes the exclusive lock of {@code directory} (its file {@code .lock}) until it is closed.
   *
   * @throws DirectoryInUseException if another process, or another user in this one, holds it
   */
  AutoCloseableLock lock(Path directory);

  /** Bytes of a volume. */
  record Space(long usableBytes, long totalBytes) {}

  /** A held lock. */
  interface AutoCloseableLock extends AutoCloseable {
    @Override
    void close();
  }

  /** The whole content of a small file. */
  default byte[] readFully(Path path) {
    try (DiskFile file = openReadOnly(path)) {
      ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
      file.read(content, 0);
      return content.array();
    }
  }

  /**
   * Replaces a small file so that after a crash either the old or the new content is there, whole;
   * durable on return.
   */
  default void writeAtomically(Path path, byte[] content) {
    replace(path, content, true);
    Path parent = path.getParent();
    if (parent != null) {
      forceDirectory(parent);
    }
  }

  /**
   * Replaces a small file so that whoever opens it finds the old or the new content, whole. After a
   * crash of the machine it may be either, or be damaged, until the file and the names of its
   * directory are forced.
   */
  default void replace(Path path, byte[] content) {
    replace(path, content, false);
  }

  private void replace(Path path, byte[] content, boolean force) {
    Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
    try (DiskFile file = open(temporary)) {
      file.truncate(0);
      file.write(ByteBuffer.wrap(content), 0);
      if (force) {
        file.force();
      }
    } catch (DiskFullException full) {
      delete(temporary);
      throw full;
    }
    move(temporary, path);
  }
}
