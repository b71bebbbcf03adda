package io.jackdaw.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The machine's own file system. */
public final class LocalDisk implements Disk {
  /** With less than this, a failed write is taken for one of space whatever its text says. */
  private static final long LEAST_SPACE = 4096;

  @Override
  public DiskFile open(Path path) {
    return doing(
        "open",
        path,
        () ->
            new LocalFile(
                path,
                FileChannel.open(
                    path,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE)));
  }

  @Override
  public DiskFile openReadOnly(Path path) {
    return doing(
        "open", path, () -> new LocalFile(path, FileChannel.open(path, StandardOpenOption.READ)));
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public List<Path> list(Path directory) {
    return doing(
        "list",
        directory,
        () -> {
          try (Stream<Path> names = Files.list(directory)) {
            return names.sorted().toList();
          } catch (NoSuchFileException missing) {
            return List.of();
          }
        });
  }

  @Override
  public void createDirectories(Path directory) {
    doing("create", directory, () -> Files.createDirectories(directory));
  }

  @Override
  public void delete(Path path) {
    doing("delete", path, () -> Files.deleteIfExists(path));
  }

  @Override
  public void deleteRecursively(Path path) {
    doing(
        "delete", path, () -> Files.exists(path) ? Files.walkFileTree(path, new Deletion()) : path);
  }

  @Override
  public void move(Path from, Path to) {
    doing(
        "move",
        from,
        () ->
            Files.move(
                from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
  }

  @Override
  public void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw new StorageException("Cannot force " + directory + ": " + e, e);
    }
  }

  @Override
  public long lastModifiedMs(Path path) {
    return doing(
        "stat",
        path,
        () -> {
          try {
            return Files.getLastModifiedTime(path).toMillis();
          } catch (NoSuchFileException missing) {
            return 0L;
          }
        });
  }

  @Override
  public Space space(Path path) {
    return doing(
        "stat",
        path,
        () -> {
          var store = Files.getFileStore(path);
          return new Space(store.getUsableSpace(), store.getTotalSpace());
        });
  }

  @Override
  public AutoCloseableLock lock(Path directory) {
    Path file = directory.resolve(".lock");
    return doing(
        "lock",
        file,
        () -> {
          FileChannel channel =
              FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
          FileLock lock = tryLock(channel);
          if (lock == null) {
            channel.close();
            throw new DirectoryInUseException(
                directory + " is in use by another server; stop it or choose another directory");
          }
          return () -> doing("unlock", file, () -> closed(channel));
        });
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static FileChannel closed(FileChannel channel) throws IOException {
    channel.close();
    return channel;
  }

  private static <T> T doing(String action, Path path, Action<T> body) {
    try {
      return body.run();
    } catch (IOException e) {
      String message = "Cannot " + action + " " + path + ": " + e;
      throw isOutOfSpace(action, path, e)
          ? new DiskFullException(message, e)
          : new StorageException(message, e);
    }
  }

  /** Java knows no type for it; the texts are those of ENOSPC and EDQUOT, where not translated. */
  private static boolean isOutOfSpace(String action, Path path, IOException failure) {
    String text = String.valueOf(failure.getMessage());
    if (text.contains("No space left on device") || text.contains("quota exceeded")) {
      return true;
    }
    try {
      return action.equals("write") && Files.getFileStore(path).getUsableSpace() < LEAST_SPACE;
    } catch (IOException unknown) {
      return false;
    }
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  private record LocalFile(Path path, FileChannel channel) implements DiskFile {
    @Override
    public long size() {
      return doing("stat", path, channel::size);
    }

    @Override
    public int read(ByteBuffer into, long position) {
      return doing(
          "read",
          path,
          () -> {
            int start = into.position();
            while (into.hasRemaining()) {
              if (channel.read(into, position + into.position() - start) < 0) {
                break;
              }
            }
            return into.position() - start;
          });
    }

    @Override
    public void warm(long position, int count) {
      doing("read", path, () -> PageCache.fill(channel, position, count));
    }

    @Override
    public void write(ByteBuffer from, long position) {
      doing(
          "write",
          path,
          () -> {
            int start = from.position();
            while (from.hasRemaining()) {
              channel.write(from, position + from.position() - start);
            }
            return from;
          });
    }

    @Override
    public void truncate(long size) {
      doing("truncate", path, () -> channel.truncate(size));
    }

    @Override
    public void force() {
      try {
        channel.force(false);
      } catch (IOException e) {
        // Also for want of space: which bytes are on the disk is unknown from here on.
        throw new StorageException("Cannot fsync " + path + ": " + e, e);
      }
    }

    @Override
    public void close() {
      doing("close", path, () -> closed(channel));
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      // A file that vanished meanwhile is as good as deleted; anything else fails with its parent.
      return FileVisitResult.CONTINUE;
    }
  }
}
