package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sorted entries of a fixed size: in memory while their segment grows, in a file once it is sealed.
 *
 * <p>Not memory-mapped, other than Kafka's: an append then costs no system call and no page fault,
 * a sealed index costs no memory at all, nothing must be preallocated and trimmed, and the file
 * stays behind the {@link Disk} port. A lookup in a sealed index is a binary search by small reads
 * of pages the kernel keeps; readers that continue where they stopped need none ({@link
 * Bookmarks}).
 *
 * <p>Changes under the log's lock; lookups by any thread at the same time. What is in memory only
 * is rebuilt from the segment after an unclean stop.
 */
final class IndexFile {
  private static final int FIRST_ENTRIES = 16;
  private static final ByteBuffer NO_ENTRIES = ByteBuffer.allocate(0);
  private static final ThreadLocal<ByteBuffer> ENTRY =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(16));

  private final Disk disk;
  private final Path path;
  private final int entrySize;

  /** Entries while the segment grows; null once sealed. Replaced by a larger copy when full. */
  private volatile @Nullable ByteBuffer resident;

  private volatile int count;
  private @Nullable DiskFile file;

  private IndexFile(Disk disk, Path path, int entrySize, @Nullable ByteBuffer resident, int count) {
    this.disk = disk;
    this.path = path;
    this.entrySize = entrySize;
    this.resident = resident;
    this.count = count;
  }

  /** An index without entries, in memory. */
  static IndexFile growing(Disk disk, Path path, int entrySize) {
    return new IndexFile(disk, path, entrySize, NO_ENTRIES, 0);
  }

  /** The index of a sealed segment, left in its file; null if the file is missing or not whole. */
  static @Nullable IndexFile sealed(Disk disk, Path path, int entrySize) {
    if (!disk.exists(path)) {
      return null;
    }
    DiskFile file = disk.openReadOnly(path);
    long size = file.size();
    if (size % entrySize != 0 || size > Integer.MAX_VALUE) {
      file.close();
      return null;
    }
    IndexFile index = new IndexFile(disk, path, entrySize, null, (int) (size / entrySize));
    index.file = file;
    return index;
  }

  Path path() {
    return path;
  }

  int count() {
    return count;
  }

  boolean isSealed() {
    return resident == null;
  }

  /** A place to write the next entry to, absolute position by {@link #count}; then call added. */
  ByteBuffer roomForOne() {
    ByteBuffer entries = resident;
    if (entries == null) {
      throw new IllegalStateException(path + " is sealed");
    }
    if ((count + 1) * entrySize > entries.capacity()) {
      int more = Math.max(FIRST_ENTRIES * entrySize, entries.capacity() * 2);
      ByteBuffer larger = ByteBuffer.allocate(more);
      larger.put(0, entries, 0, count * entrySize);
      entries = larger;
      resident = larger;
    }
    return entries;
  }

  void added() {
    int before = count;
    count = before + 1;
  }

  long longAt(int entry, int offset) {
    ByteBuffer entries = resident;
    return entries != null
        ? entries.getLong(entry * entrySize + offset)
        : read(entry, offset, Long.BYTES).getLong(0);
  }

  int intAt(int entry, int offset) {
    ByteBuffer entries = resident;
    return entries != null
        ? entries.getInt(entry * entrySize + offset)
        : read(entry, offset, Integer.BYTES).getInt(0);
  }

  private ByteBuffer read(int entry, int offset, int bytes) {
    ByteBuffer into = ENTRY.get().clear().limit(bytes);
    openFile().read(into, (long) entry * entrySize + offset);
    return into;
  }

  /** Whether a lookup now would not have to wait for the disk; false if nobody knows. */
  boolean isCached() {
    return resident != null || count == 0 || isFileCached();
  }

  private synchronized boolean isFileCached() {
    return file != null && file.isCached(0, count * entrySize);
  }

  private synchronized DiskFile openFile() {
    DiskFile open = file;
    if (open == null) {
      open = disk.openReadOnly(path);
      file = open;
    }
    return open;
  }

  /** Brings a sealed index back into memory, so that it can grow or be cut. */
  void unseal() {
    if (resident != null) {
      return;
    }
    int entries = count;
    ByteBuffer loaded = NO_ENTRIES;
    if (entries > 0) {
      loaded = ByteBuffer.allocate(Math.max(FIRST_ENTRIES, entries + 1) * entrySize);
      loaded.limit(entries * entrySize);
      openFile().read(loaded, 0);
    }
    resident = loaded.clear();
    close();
  }

  /** Gives back what the system holds for the file of a sealed index, until it is used again. */
  synchronized void rest() {
    if (file != null) {
      file.rest();
    }
  }

  /** Takes hold of the file again, if it is that of a sealed index. */
  synchronized void wake() {
    if (file != null) {
      file.channel();
    }
  }

  /** Forgets entries from {@code entries} on. */
  void truncate(int entries) {
    count = Math.min(count, entries);
  }

  /** Writes the entries to the file, replacing what is there. */
  void write() {
    ByteBuffer entries = resident;
    if (entries == null) {
      return;
    }
    try (DiskFile out = disk.open(path)) {
      out.truncate(0);
      if (count > 0) {
        out.write(entries.duplicate().position(0).limit(count * entrySize), 0);
      }
    }
  }

  /** Makes a written file durable. */
  void force() {
    if (disk.exists(path)) {
      try (DiskFile out = disk.open(path)) {
        out.force();
      }
    }
  }

  /** Writes the entries and lets go of the memory. */
  void seal() {
    write();
    resident = null;
  }

  synchronized void close() {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
