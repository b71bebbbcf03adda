package io.jackdaw.disk;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that crashes, fills up and fails to sync as the test wants, by one seed.
 *
 * <p>After a crash every call fails; {@link #reboot} gives the disk as the machine finds it: forced
 * bytes and names are there; of the rest some, all or nothing, torn at sectors or in the order of
 * writing. Any thread; one lock for all.
 */
public final class FakeDisk implements Disk {
  private final RandomGenerator random;
  private final Map<Path, FakeContent> files = new TreeMap<>();
  private final Set<Path> directories = new HashSet<>();
  private final Map<Path, FakeContent> durableFiles = new TreeMap<>();
  private final Set<Path> durableDirectories = new HashSet<>();
  private final List<Renaming> unforcedNames = new ArrayList<>();
  private final Set<Path> locks = new HashSet<>();
  private long operations;
  private long crashAt = Long.MAX_VALUE;
  private long failForceAt = Long.MAX_VALUE;
  private long capacityBytes = Long.MAX_VALUE;
  private boolean crashed;

  public FakeDisk(RandomGenerator random) {
    this.random = random;
  }

  public FakeDisk(long seed) {
    this(new SplittableRandom(seed));
  }

  /** A change of names inside one directory, applied to the durable names by a force or a crash. */
  private record Renaming(Path directory, Change change) {
    void apply() {
      change.onDurableNames(name -> name);
    }

    /** The same when a directory that it lies in has moved meanwhile. */
    Renaming moved(Path source, Path target) {
      UnaryOperator<Path> move =
          name -> name.startsWith(source) ? target.resolve(source.relativize(name)) : name;
      return directory.startsWith(source)
          ? new Renaming(
              move.apply(directory).normalize(),
              now -> change.onDurableNames(name -> now.apply(move.apply(name).normalize())))
          : this;
    }
  }

  /** What changes, with what its names are by now. */
  private interface Change {
    void onDurableNames(UnaryOperator<Path> now);
  }

  /** Changes made so far: writes, truncations, forces, names. */
  public synchronized long operations() {
    return operations;
  }

  /** Crashes in the middle of the change that comes after {@code count} more. */
  public synchronized void crashAfter(long count) {
    crashAt = operations + count;
  }

  /** Crashes now. */
  public synchronized void crash() {
    crashed = true;
  }

  public synchronized boolean hasCrashed() {
    return crashed;
  }

  /** The first force of a file after {@code count} more changes fails, and only that one. */
  public synchronized void failForceAfter(long count) {
    failForceAt = operations + count;
  }

  /** From now on the files' bytes together cannot grow beyond this. */
  public synchronized void limit(long bytes) {
    capacityBytes = bytes;
  }

  /** Bytes of all files together. */
  public synchronized long usedBytes() {
    return files.values().stream().distinct().mapToLong(FakeContent::size).sum();
  }

  /** Flips one bit of a file, on the platter as well. */
  public synchronized void flipBit(Path path, long position, int bit) {
    FakeContent content = Objects.requireNonNull(files.get(path.normalize()));
    ByteBuffer one = ByteBuffer.allocate(1);
    content.read(one, position);
    content.write(new byte[] {(byte) (one.get(0) ^ (1 << bit))}, position);
    content.force();
  }

  /**
   * Only the process has died: what it wrote is still in the machine's memory, forced or not, and a
   * crash of the machine may still take it. Unlocked, without faults.
   */
  public synchronized FakeDisk restartProcess() {
    crashed = false;
    crashAt = Long.MAX_VALUE;
    failForceAt = Long.MAX_VALUE;
    capacityBytes = Long.MAX_VALUE;
    locks.clear();
    return this;
  }

  /** The disk after a crash of the machine: a new one, unlocked, without faults. */
  public synchronized FakeDisk reboot() {
    crashed = true;
    FakeContent.Survival[] ways = FakeContent.Survival.values();
    FakeContent.Survival survival = ways[random.nextInt(ways.length)];
    int kept =
        switch (survival) {
          case NOTHING -> 0;
          case EVERYTHING -> unforcedNames.size();
          case PREFIX, ANY_SECTORS -> random.nextInt(unforcedNames.size() + 1);
        };
    unforcedNames.subList(0, kept).forEach(Renaming::apply);
    FakeDisk after = new FakeDisk(random);
    after.directories.addAll(durableDirectories);
    durableFiles.forEach(
        (path, content) -> {
          if (path.getParent() == null || durableDirectories.contains(path.getParent())) {
            after.files.put(path, content.afterCrash(survival, random));
          }
        });
    after.durableDirectories.addAll(after.directories);
    after.durableFiles.putAll(after.files);
    return after;
  }

  @Override
  public synchronized DiskFile open(Path path) {
    Path name = path.normalize();
    FakeContent content = files.get(name);
    if (content == null) {
      changing();
      requireDirectory("open", name);
      FakeContent created = new FakeContent();
      content = created;
      files.put(name, created);
      changed(name, now -> durableFiles.put(now.apply(name), created));
    }
    return new FakeFile(path, content);
  }

  @Override
  public synchronized DiskFile openReadOnly(Path path) {
    living();
    FakeContent content = files.get(path.normalize());
    if (content == null) {
      throw new StorageException("Cannot open " + path + ": no such file");
    }
    return new FakeFile(path, content);
  }

  @Override
  public synchronized boolean exists(Path path) {
    living();
    Path name = path.normalize();
    return files.containsKey(name) || directories.contains(name);
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    living();
    Path parent = directory.normalize();
    return Stream.concat(files.keySet().stream(), directories.stream())
        .filter(path -> parent.equals(path.getParent()))
        .sorted()
        .toList();
  }

  @Override
  public synchronized void createDirectories(Path directory) {
    Path name = directory.normalize();
    if (name.getParent() != null && !directories.contains(name.getParent())) {
      createDirectories(name.getParent());
    }
    if (name.getParent() == null) {
      directories.add(name);
      durableDirectories.add(name);
    } else if (!directories.contains(name)) {
      changing();
      directories.add(name);
      changed(name, now -> durableDirectories.add(now.apply(name)));
    }
  }

  @Override
  public synchronized void delete(Path path) {
    Path name = path.normalize();
    if (directories.contains(name) && !list(name).isEmpty()) {
      throw new StorageException("Cannot delete " + path + ": the directory is not empty");
    }
    if (files.containsKey(name) || directories.contains(name)) {
      changing();
      files.remove(name);
      if (directories.remove(name)) {
        unforcedNames.removeIf(renaming -> renaming.directory.equals(name));
      }
      changed(
          name,
          now -> {
            durableFiles.remove(now.apply(name));
            if (durableDirectories.remove(now.apply(name))) {
              // One that is made under this name later has nothing in it of this one.
              durableFiles.keySet().removeIf(file -> file.startsWith(now.apply(name)));
            }
          });
    }
  }

  @Override
  public synchronized void deleteRecursively(Path path) {
    list(path).forEach(this::deleteRecursively);
    delete(path);
  }

  @Override
  public synchronized void move(Path from, Path to) {
    changing();
    Path source = from.normalize();
    Path target = to.normalize();
    requireDirectory("move", target);
    FakeContent content = files.remove(source);
    if (content != null) {
      files.put(target, content);
      changed(
          target,
          now -> {
            durableFiles.remove(now.apply(source));
            durableFiles.put(now.apply(target), content);
          });
    } else if (directories.contains(source)) {
      moveDirectory(files, directories, source, target);
      unforcedNames.replaceAll(renaming -> renaming.moved(source, target));
      changed(
          target,
          now ->
              moveDirectory(
                  durableFiles, durableDirectories, now.apply(source), now.apply(target)));
    } else {
      throw new StorageException("Cannot move " + from + ": no such file");
    }
  }

  private static void moveDirectory(
      Map<Path, FakeContent> files, Set<Path> directories, Path source, Path target) {
    for (Path file : List.copyOf(files.keySet())) {
      FakeContent content = file.startsWith(source) ? files.remove(file) : null;
      if (content != null) {
        files.put(target.resolve(source.relativize(file)), content);
      }
    }
    for (Path directory : List.copyOf(directories)) {
      if (directory.startsWith(source)) {
        directories.remove(directory);
        directories.add(target.resolve(source.relativize(directory)).normalize());
      }
    }
  }

  /** Forces the names of one directory; names elsewhere that changed before keep their order. */
  @Override
  public synchronized void forceDirectory(Path directory) {
    changing();
    Path name = directory.normalize();
    unforcedNames.removeIf(
        renaming -> {
          boolean here = name.equals(renaming.directory);
          if (here) {
            renaming.apply();
          }
          return here;
        });
  }

  @Override
  public synchronized long lastModifiedMs(Path path) {
    return 0;
  }

  @Override
  public synchronized Space space(Path path) {
    return new Space(Math.max(0, capacityBytes - usedBytes()), capacityBytes);
  }

  @Override
  public synchronized AutoCloseableLock lock(Path directory) {
    living();
    Path name = directory.normalize();
    requireDirectory("lock", name.resolve(".lock"));
    if (!locks.add(name)) {
      throw new DirectoryInUseException(directory + " is in use by another server");
    }
    return () -> unlock(name);
  }

  private synchronized void unlock(Path name) {
    locks.remove(name);
  }

  private void requireDirectory(String action, Path name) {
    if (name.getParent() != null && !directories.contains(name.getParent())) {
      throw new StorageException("Cannot " + action + " " + name + ": no such directory");
    }
  }

  private void changed(Path name, Change change) {
    unforcedNames.add(new Renaming(Objects.requireNonNull(name.getParent()), change));
  }

  private void living() {
    if (crashed) {
      throw new CrashedException();
    }
  }

  /** Counts a change and crashes when its time has come. */
  private void changing() {
    living();
    if (operations >= crashAt) {
      crashed = true;
      throw new CrashedException();
    }
    operations++;
  }

  private final class FakeFile implements DiskFile {
    private final Path path;
    private final FakeContent content;

    FakeFile(Path path, FakeContent content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public long size() {
      synchronized (FakeDisk.this) {
        living();
        return content.size();
      }
    }

    @Override
    public int read(ByteBuffer into, long position) {
      synchronized (FakeDisk.this) {
        living();
        return content.read(into, position);
      }
    }

    @Override
    public void write(ByteBuffer from, long position) {
      synchronized (FakeDisk.this) {
        byte[] data = new byte[from.remaining()];
        from.get(data);
        long growth = Math.max(0, position + data.length - content.size());
        if (capacityBytes != Long.MAX_VALUE && usedBytes() + growth > capacityBytes) {
          changing();
          int fits = (int) Math.max(0, data.length - (usedBytes() + growth - capacityBytes));
          content.write(Arrays.copyOf(data, fits), position);
          throw new DiskFullException("Cannot write " + path + ": No space left on device");
        }
        boolean crashesNow = !crashed && operations >= crashAt;
        if (crashesNow) {
          content.write(Arrays.copyOf(data, random.nextInt(data.length + 1)), position);
        }
        changing();
        content.write(data, position);
      }
    }

    @Override
    public void truncate(long size) {
      synchronized (FakeDisk.this) {
        changing();
        content.truncate(size);
      }
    }

    @Override
    public void force() {
      synchronized (FakeDisk.this) {
        changing();
        if (operations >= failForceAt) {
          failForceAt = Long.MAX_VALUE;
          content.failForce(random);
          throw new StorageException("Cannot fsync " + path + ": Input/output error");
        }
        content.force();
      }
    }

    @Override
    public @Nullable FileChannel channel() {
      return null;
    }

    @Override
    public void close() {
      // Closing neither forces nor forgets.
    }
  }
}
