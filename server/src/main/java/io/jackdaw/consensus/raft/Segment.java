package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.raft.EntryFormat.Stored;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.DiskFullException;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of the log, and where in it each entry lies. What is written ahead of the entries is
 * zeros, so that a sync has no new size to make durable. Where there is no room for a new file it
 * is made by the first {@link #write} that finds some. One thread.
 */
final class Segment implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Segment.class);
  private static final String PREFIX = "entries-";
  private static final String SUFFIX = ".log";

  private final Disk disk;
  private final Path path;
  private final long firstIndex;
  private final long termBefore;
  private long[] starts = new long[256];
  private long[] terms = new long[256];
  private final List<Long> foundMembers = new ArrayList<>();
  private int count;
  private long end = EntryFormat.SEGMENT_BYTES;
  private long reserved;

  /** Null as long as there was no room for it. */
  private @Nullable DiskFile file;

  private Segment(Disk disk, Path path, @Nullable DiskFile file, long firstIndex, long termBefore) {
    this.disk = disk;
    this.path = path;
    this.file = file;
    this.firstIndex = firstIndex;
    this.termBefore = termBefore;
    this.reserved = file == null ? 0 : file.size();
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

  /** Durable on return, if there is room. */
  static Segment create(
      Disk disk, Path directory, long firstIndex, long termBefore, ByteBuffer zeros) {
    Path path =
        directory.resolve(String.format(Locale.ROOT, "%s%020d%s", PREFIX, firstIndex, SUFFIX));
    Segment segment = new Segment(disk, path, null, firstIndex, termBefore);
    try {
      segment.make(zeros);
    } catch (DiskFullException full) {
      LOG.debug("There is no room for {} yet", path, full);
    }
    return segment;
  }

  /** Makes the file, durable on return; nothing is left of it on a full disk. */
  private DiskFile make(ByteBuffer zeros) {
    DiskFile made = disk.open(path);
    try {
      made.truncate(0);
      made.write(EntryFormat.head(firstIndex, termBefore), 0);
      made.write(zeros.duplicate().clear(), EntryFormat.SEGMENT_BYTES);
    } catch (DiskFullException full) {
      made.close();
      disk.delete(path);
      throw full;
    }
    made.force();
    Path directory = path.getParent();
    if (directory != null) {
      disk.forceDirectory(directory);
    }
    reserved = made.size();
    file = made;
    return made;
  }

  private DiskFile file() {
    DiskFile made = file;
    if (made == null) {
      throw new IllegalStateException(path + " was not made yet");
    }
    return made;
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
    Segment segment = new Segment(disk, path, file, known.firstIndex(), known.termBefore());
    segment.find(last);
    return segment;
  }

  private void find(boolean last) {
    long size = file().size();
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
        throw damaged(path, end);
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
      int read = file().read(window, at);
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
    return readAt(file(), at, size);
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
      int read =
          file().read(window.clear().limit((int) Math.min(window.capacity(), size - at)), at);
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

  /** Where entry {@code index} begins, or would as the next. */
  long startOf(long index) {
    int at = (int) (index - firstIndex);
    return at < count ? starts[at] : end;
  }

  /**
   * Writes entries from {@code index} on, which were appended.
   *
   * @throws DiskFullException if there is no room for all that was appended; {@link #cutBack} has
   *     to follow
   */
  void write(long index, ByteBuffer bytes, ByteBuffer zeros) {
    DiskFile to = file == null ? make(zeros) : file;
    while (reserved < end && zeros.capacity() > 0) {
      reserve(zeros);
    }
    to.write(bytes, startOf(index));
    reserved = Math.max(reserved, end);
  }

  /**
   * Takes room for what comes next.
   *
   * @throws DiskFullException if there is not so much; {@link #cutBack} has to follow
   */
  void reserve(ByteBuffer zeros) {
    if (file == null) {
      make(zeros);
    } else {
      file().write(zeros.duplicate().clear(), reserved);
      reserved += zeros.capacity();
    }
  }

  /** Gives up what may have been written of entry {@code index} and all after it. */
  void cutBack(long index) {
    if (file != null) {
      file().truncate(startOf(index));
      reserved = startOf(index);
    }
  }

  void force() {
    file().force();
  }

  /** Nothing more is written: gives back what was reserved. */
  void finish() {
    file().truncate(end);
    reserved = end;
  }

  /**
   * @throws StorageException if it cannot be read as it was written
   */
  Entry read(long index) {
    int at = (int) (index - firstIndex);
    Stored stored = readAt(starts[at], at + 1 < count ? starts[at + 1] : end);
    if (stored == null || stored.index() != index) {
      throw damaged(path, starts[at]);
    }
    return stored.entry();
  }

  /** Removes {@code index} and all after it, of which nothing was written. */
  void forgetFrom(long index) {
    end = startOf(index);
    count = (int) Math.min(count, index - firstIndex);
  }

  /** Removes {@code index} and all after it; durable on return. */
  void removeFrom(long index) {
    forgetFrom(index);
    if (file != null) {
      cut(end);
    }
  }

  private void cut(long at) {
    end = at;
    file().truncate(at);
    file().force();
    reserved = at;
  }

  void delete() {
    close();
    disk.delete(path);
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
