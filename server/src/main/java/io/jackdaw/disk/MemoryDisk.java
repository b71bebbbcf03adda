package io.jackdaw.disk;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory, for embedded servers that keep nothing: the same behaviour as {@link LocalDisk}
 * until the process ends, and no file ever touched.
 *
 * <p>Any thread; each file is guarded by its own lock, the names by one more.
 */
public final class MemoryDisk implements Disk {
  private final NavigableMap<Path, Content> files = new TreeMap<>();
  private final Set<Path> directories = new HashSet<>();
  private final Set<Path> locks = new HashSet<>();

  @Override
  public synchronized DiskFile open(Path path) {
    Path name = path.normalize();
    Path parent = name.getParent();
    if (parent != null && !directories.contains(parent)) {
      throw new StorageException("Cannot open " + path + ": no such directory");
    }
    return new MemoryFile(path, files.computeIfAbsent(name, missing -> new Content()));
  }

  @Override
  public synchronized DiskFile openReadOnly(Path path) {
    Content content = files.get(path.normalize());
    if (content == null) {
      throw new StorageException("Cannot open " + path + ": no such file");
    }
    return new MemoryFile(path, content);
  }

  @Override
  public synchronized boolean exists(Path path) {
    Path name = path.normalize();
    return files.containsKey(name) || directories.contains(name);
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    Path parent = directory.normalize();
    List<Path> names = new ArrayList<>();
    files.keySet().stream().filter(path -> parent.equals(path.getParent())).forEach(names::add);
    directories.stream().filter(path -> parent.equals(path.getParent())).forEach(names::add);
    return names.stream().sorted().toList();
  }

  @Override
  public synchronized void createDirectories(Path directory) {
    for (Path name = directory.normalize(); name != null; name = name.getParent()) {
      directories.add(name);
    }
  }

  @Override
  public synchronized void delete(Path path) {
    Path name = path.normalize();
    if (directories.contains(name) && !list(name).isEmpty()) {
      throw new StorageException("Cannot delete " + path + ": the directory is not empty");
    }
    files.remove(name);
    directories.remove(name);
  }

  @Override
  public synchronized void deleteRecursively(Path path) {
    Path name = path.normalize();
    files.keySet().removeIf(file -> file.startsWith(name));
    directories.removeIf(directory -> directory.startsWith(name));
  }

  @Override
  public synchronized void move(Path from, Path to) {
    Path source = from.normalize();
    Path target = to.normalize();
    Content content = files.remove(source);
    if (content != null) {
      files.put(target, content);
      return;
    }
    if (!directories.contains(source)) {
      throw new StorageException("Cannot move " + from + ": no such file");
    }
    List<Path> moved = files.keySet().stream().filter(file -> file.startsWith(source)).toList();
    for (Path file : moved) {
      Content inside = files.remove(file);
      if (inside != null) {
        files.put(target.resolve(source.relativize(file)), inside);
      }
    }
    for (Path directory : Set.copyOf(directories)) {
      if (directory.startsWith(source)) {
        directories.remove(directory);
        directories.add(target.resolve(source.relativize(directory)));
      }
    }
  }

  @Override
  public void forceDirectory(Path directory) {
    // Nothing here outlives the process, so a name is as durable as it will ever be.
  }

  @Override
  public long lastModifiedMs(Path path) {
    return 0;
  }

  @Override
  public Space space(Path path) {
    Runtime runtime = Runtime.getRuntime();
    return new Space(runtime.maxMemory() - runtime.totalMemory(), runtime.maxMemory());
  }

  @Override
  public synchronized AutoCloseableLock lock(Path directory) {
    Path name = directory.normalize();
    if (!locks.add(name)) {
      throw new DirectoryInUseException(directory + " is in use by another server");
    }
    return () -> unlock(name);
  }

  private synchronized void unlock(Path name) {
    locks.remove(name);
  }

  /** Bytes in fixed chunks, so that growing never copies what is there. */
  private static final class Content {
    private static final int CHUNK_BYTES = 64 * 1024;
    private final List<byte[]> chunks = new ArrayList<>();
    private long size;

    synchronized long size() {
      return size;
    }

    synchronized int read(ByteBuffer into, long position) {
      int start = into.position();
      long from = position;
      while (into.hasRemaining() && from < size) {
        int offset = (int) (from % CHUNK_BYTES);
        int count = (int) Math.min(Math.min(into.remaining(), CHUNK_BYTES - offset), size - from);
        into.put(chunks.get((int) (from / CHUNK_BYTES)), offset, count);
        from += count;
      }
      return into.position() - start;
    }

    synchronized void write(ByteBuffer from, long position) {
      long to = position;
      while (from.hasRemaining()) {
        int chunk = (int) (to / CHUNK_BYTES);
        while (chunks.size() <= chunk) {
          chunks.add(new byte[CHUNK_BYTES]);
        }
        int offset = (int) (to % CHUNK_BYTES);
        int count = Math.min(from.remaining(), CHUNK_BYTES - offset);
        from.get(chunks.get(chunk), offset, count);
        to += count;
      }
      size = Math.max(size, to);
    }

    synchronized void truncate(long newSize) {
      if (newSize >= size) {
        return;
      }
      size = newSize;
      int keep = (int) ((newSize + CHUNK_BYTES - 1) / CHUNK_BYTES);
      chunks.subList(keep, chunks.size()).clear();
      int offset = (int) (newSize % CHUNK_BYTES);
      if (offset > 0) {
        java.util.Arrays.fill(chunks.getLast(), offset, CHUNK_BYTES, (byte) 0);
      }
    }
  }

  private record MemoryFile(Path path, Content content) implements DiskFile {
    @Override
    public long size() {
      return content.size();
    }

    @Override
    public int read(ByteBuffer into, long position) {
      return content.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) {
      content.write(from, position);
    }

    @Override
    public void truncate(long size) {
      content.truncate(size);
    }

    @Override
    public void force() {
      // Memory is as durable as this disk gets.
    }

    @Override
    public @Nullable FileChannel channel() {
      return null;
    }

    @Override
    public void close() {
      // Content stays until it is deleted.
    }
  }
}
