package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.raft.EntryFormat.Stored;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One file of the log, and where in it each entry lies. What is written ahead of the entries is
 * zeros, so that a sync has no new size to make durable. One thread.
 */
final class Segment implements AutoCloseable {
  private static final String PREFIX = "entries-";
  private static final String SUFFIX = ".log";

  private final Disk disk;
  private final DiskFile file;
  private final long firstIndex;
  private final long termBefore;
  private long[] starts = new long[256];
  private long[] terms = new long[256];
  private final List<Long> foundMembers = new ArrayList<>();
  private int count;
  private long end = EntryFormat.SEGMENT_BYTES;
  private long reserved;

  private Segment(Disk disk, DiskFile file, long firstIndex, long termBefore) {
    this.disk = disk;
    this.file = file;
    this.firstIndex = firstIndex;
    this.termBefore = termBefore;
    this.reserved = file.size();
  }

  static boolean isNamed(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /** What the name of a file that {@link #isNamed} says of its first entry. */
  static long firstIndexOf(Path path) {
    String name = path.getFileName().toString();
    return Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
  }

  /** Durable on return. */
  static Segment create(
      Disk disk, Path directory, long firstIndex, long termBefore, ByteBuffer zeros) {
    Path path =
        directory.resolve(String.format(Locale.ROOT, "%s%020d%s", PREFIX, firstIndex, SUFFIX));
    DiskFile file = disk.open(path);
    file.truncate(0);
    file.write(EntryFormat.head(firstIndex, termBefore), 0);
    Segment segment = new Segment(disk, file, firstIndex, termBefore);
    segment.reserve(zeros);
    file.force();
    disk.forceDirectory(directory);
    return segment;
  }

  /**
   * Opens a file and finds its entries.
   *
   * @param last whether it is the newest, whose end may be torn
   * @return null if it is the newest and its creation was not finished
   */
  static @Nullable Segment open(Disk disk, Path path, boolean last) {
    DiskFile file = disk.open(path);
    ByteBuffer head = ByteBuffer.allocate(EntryFormat.SEGMENT_BYTES);
    file.read(head, 0);
    EntryFormat.SegmentHead known;
    try {
      known = EntryFormat.decodeHead(head.flip());
    } catch (IllegalArgumentException newer) {
      file.close();
      throw new StorageException(path + " has " + newer.getMessage(), newer);
    }
    if (known == null) {
      file.close();
      if (last) {
        return null;
      }
      throw damaged(path, 0);
    }
    Segment segment = new Segment(disk, file, known.firstIndex(), known.termBefore());
    segment.find(last);
    return segment;
  }

  private void find(boolean last) {
    long size = file.size();
    while (true) {
      Stored stored = readAt(end, size);
      if (stored == null || stored.index() != nextIndex()) {
        break;
      }
      if (stored.entry().kind() == Entry.Kind.MEMBERS) {
        foundMembers.add(nextIndex());
      }
      note(end, stored.entry().term());
      end += stored.sizeBytes();
    }
    long rest = firstNonZero(end, size);
    if (rest < size) {
      if (!last || isFollowedByWhatCameLater(size)) {
        throw damaged(file.path(), end);
      }
      cut(end);
    }
  }

  private static StorageException damaged(Path path, long at) {
    return new StorageException(
        "%s is damaged at byte %d, before its end: stop this server, move its directory away and start it empty; it gets everything from the others"
            .formatted(path, at));
  }

  /** A torn end has nothing behind it that was written after it had been synced. */
  private boolean isFollowedByWhatCameLater(long size) {
    for (long at = end + 1; at + EntryFormat.ENTRY_BYTES <= size; ) {
      ByteBuffer window = ByteBuffer.allocate((int) Math.min(256 * 1024, size - at));
      int read = file.read(window, at);
      window.flip();
      for (int i = 0; i + Integer.BYTES <= read; i++) {
        if (window.getInt(i) == EntryFormat.ENTRY_MAGIC) {
          Stored stored = readAt(at + i, size);
          if (stored != null && stored.durable() >= nextIndex()) {
            return true;
          }
        }
      }
      at += Math.max(1, read - Integer.BYTES + 1);
    }
    return false;
  }

  private @Nullable Stored readAt(long at, long size) {
    return readAt(file, at, size);
  }

  /** The entry that begins at {@code at}; null if there is no whole one. */
  static @Nullable Stored readAt(DiskFile file, long at, long size) {
    if (at + EntryFormat.ENTRY_BYTES > size) {
      return null;
    }
    ByteBuffer head = ByteBuffer.allocate(EntryFormat.ENTRY_BYTES);
    file.read(head, at);
    int length = EntryFormat.length(head.flip());
    if (length < 0 || at + length > size) {
      return null;
    }
    ByteBuffer whole = ByteBuffer.allocate(length);
    file.read(whole, at);
    return EntryFormat.decode(whole.flip());
  }

  private long firstNonZero(long from, long size) {
    ByteBuffer window = ByteBuffer.allocate(64 * 1024);
    for (long at = from; at < size; ) {
      int read = file.read(window.clear().limit((int) Math.min(window.capacity(), size - at)), at);
      if (read <= 0) {
        break;
      }
      for (int i = 0; i < read; i++) {
        if (window.get(i) != 0) {
          return at + i;
        }
      }
      at += read;
    }
    return size;
  }

  /** Indices of the entries of that kind which were there when it was opened. */
  List<Long> foundMembers() {
    return foundMembers;
  }

  long firstIndex() {
    return firstIndex;
  }

  long termBefore() {
    return termBefore;
  }

  /** The index that the next entry gets. */
  long nextIndex() {
    return firstIndex + count;
  }

  /** Bytes up to the end of the last entry. */
  long sizeBytes() {
    return end;
  }

  long termAt(long index) {
    return terms[(int) (index - firstIndex)];
  }

  /** Remembers an entry of {@code bytes} at the end; {@link #write} has to follow. */
  void append(long term, int bytes) {
    note(end, term);
    end += bytes;
  }

  private void note(long start, long term) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      terms = Arrays.copyOf(terms, 2 * count);
    }
    starts[count] = start;
    terms[count] = term;
    count++;
  }

  /** Writes what was appended last: all of {@code bytes} end where the segment does. */
  void write(ByteBuffer bytes, ByteBuffer zeros) {
    long from = end - bytes.remaining();
    file.write(bytes, from);
    reserved = Math.max(reserved, end);
    if (reserved - end < zeros.capacity() / 4) {
      reserve(zeros);
    }
  }

  private void reserve(ByteBuffer zeros) {
    long from = Math.max(reserved, end);
    file.write(zeros.duplicate().clear(), from);
    reserved = from + zeros.capacity();
  }

  void force() {
    file.force();
  }

  /** Nothing more is written: gives back what was reserved. */
  void finish() {
    file.truncate(end);
    reserved = end;
  }

  /**
   * @throws StorageException if it cannot be read as it was written
   */
  Entry read(long index) {
    int at = (int) (index - firstIndex);
    Stored stored = readAt(starts[at], at + 1 < count ? starts[at + 1] : end);
    if (stored == null || stored.index() != index) {
      throw damaged(file.path(), starts[at]);
    }
    return stored.entry();
  }

  /** Removes {@code index} and all after it; durable on return. */
  void removeFrom(long index) {
    int kept = (int) (index - firstIndex);
    long at = kept < count ? starts[kept] : end;
    count = kept;
    cut(at);
  }

  private void cut(long at) {
    end = at;
    file.truncate(at);
    file.force();
    reserved = at;
  }

  void delete() {
    file.close();
    disk.delete(file.path());
  }

  @Override
  public void close() {
    file.close();
  }
}
