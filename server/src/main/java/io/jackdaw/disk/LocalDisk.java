package io.jackdaw.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The machine's own file system. */
public final class LocalDisk implements Disk {
  /** With less than this, a failed write is taken for one of space whatever its text says. */
  private static final long LEAST_SPACE = 4096;

  private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
  private static final Set<OpenOption> READ_WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
  private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

  private final OpenFiles openFiles;

  public LocalDisk() {
    this(0);
  }

  /**
   * @param mostOpen files above which some should be put to rest; 0 for what the system allows
   */
  public LocalDisk(int mostOpen) {
    this.openFiles = new OpenFiles(mostOpen);
  }

  @Override
  public DiskFile open(Path path) {
    return doing("open", path, () -> new LocalFile(path, CREATE, READ_WRITE, openFiles));
  }

  @Override
  public DiskFile openReadOnly(Path path) {
    return doing("open", path, () -> new LocalFile(path, READ, READ, openFiles));
  }

  /** Files that are open now. */
  public int openFiles() {
    return openFiles.count();
  }

  @Override
  public void onTooManyOpen(Runnable relief) {
    openFiles.onTooMany(relief);
  }

  @Override
  public boolean hasManyOpen() {
    return openFiles.areMany();
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

  /** A file that may have to be opened again: it rests while its channel is closed. */
  private static final class LocalFile implements DiskFile {
    private final Path path;
    private final Set<OpenOption> options;
    private final OpenFiles openFiles;
    private volatile FileChannel channel;
    private boolean closed;

    LocalFile(Path path, Set<OpenOption> first, Set<OpenOption> options, OpenFiles openFiles)
        throws IOException {
      this.path = path;
      this.options = options;
      this.openFiles = openFiles;
      this.channel = FileChannel.open(path, first, NO_ATTRIBUTES);
      openFiles.opened();
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public long size() {
      return doing("stat", path, () -> on(FileChannel::size));
    }

    @Override
    public int read(ByteBuffer into, long position) {
      return doing(
          "read",
          path,
          () -> {
            int start = into.position();
            while (into.hasRemaining()) {
              FileChannel current = channel;
              try {
                if (current.read(into, position + into.position() - start) < 0) {
                  break;
                }
              } catch (ClosedChannelException rested) {
                reopen(current, rested);
              }
            }
            return into.position() - start;
          });
    }

    @Override
    public boolean isCached(long position, int count) {
      return doing("look at", path, () -> PageCache.holds(channel(), position, count));
    }

    @Override
    public void warm(long position, int count) {
      doing("read", path, () -> PageCache.fill(channel(), position, count));
    }

    @Override
    public void write(ByteBuffer from, long position) {
      doing(
          "write",
          path,
          () -> {
            int start = from.position();
            while (from.hasRemaining()) {
              FileChannel current = channel;
              try {
                current.write(from, position + from.position() - start);
              } catch (ClosedChannelException rested) {
                reopen(current, rested);
              }
            }
            return from;
          });
    }

    @Override
    public void truncate(long size) {
      doing("truncate", path, () -> on(current -> current.truncate(size)));
    }

    @Override
    public void force() {
      try {
        on(
            current -> {
              current.force(false);
              return current;
            });
      } catch (IOException e) {
        // Also for want of space: which bytes are on the disk is unknown from here on.
        throw new StorageException("Cannot fsync " + path + ": " + e, e);
      }
    }

    @Override
    public FileChannel channel() {
      return doing(
          "open",
          path,
          () -> {
            FileChannel current = channel;
            if (!current.isOpen()) {
              reopen(current, new ClosedChannelException());
              current = channel;
            }
            return current;
          });
    }

    private interface Use<T> {
      T with(FileChannel channel) throws IOException;
    }

    private <T> T on(Use<T> use) throws IOException {
      while (true) {
        FileChannel current = channel;
        try {
          return use.with(current);
        } catch (ClosedChannelException rested) {
          reopen(current, rested);
        }
      }
    }

    /** After this the same can be tried again: what is done at a position may be done twice. */
    private synchronized void reopen(FileChannel rested, ClosedChannelException why)
        throws IOException {
      if (closed || why instanceof ClosedByInterruptException) {
        throw why;
      }
      if (rested.equals(channel)) {
        channel = FileChannel.open(path, options, NO_ATTRIBUTES);
        openFiles.opened();
      }
    }

    @Override
    public synchronized void rest() {
      if (channel.isOpen()) {
        doing("close", path, () -> closed(channel));
        openFiles.closed();
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      rest();
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
