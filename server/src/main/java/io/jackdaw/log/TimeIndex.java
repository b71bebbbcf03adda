package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The largest timestamp seen so far, noted from time to time: timestamp (8 bytes), last offset of
 * the first batch that has it, relative to the segment's base (4 bytes). Both grow from entry to
 * entry.
 */
final class TimeIndex {
  static final int ENTRY_SIZE = 12;

  private final long baseOffset;
  private final IndexFile entries;

  private TimeIndex(long baseOffset, IndexFile entries) {
    this.baseOffset = baseOffset;
    this.entries = entries;
  }

  static TimeIndex growing(Disk disk, Path directory, long baseOffset) {
    return growing(disk, directory, baseOffset, "");
  }

  static TimeIndex growing(Disk disk, Path directory, long baseOffset, String suffix) {
    Path path = SegmentFiles.path(directory, baseOffset, SegmentFiles.TIME_INDEX + suffix);
    return new TimeIndex(baseOffset, IndexFile.growing(disk, path, ENTRY_SIZE));
  }

  /** Null if the file is missing or cannot be right. */
  static @Nullable TimeIndex sealed(Disk disk, Path directory, long baseOffset) {
    Path path = SegmentFiles.path(directory, baseOffset, SegmentFiles.TIME_INDEX);
    IndexFile file = IndexFile.sealed(disk, path, ENTRY_SIZE);
    if (file == null) {
      return null;
    }
    TimeIndex index = new TimeIndex(baseOffset, file);
    if (file.count() > 0 && index.lastTimestamp() < index.timestamp(0)) {
      file.close();
      return null;
    }
    return index;
  }

  IndexFile file() {
    return entries;
  }

  int count() {
    return entries.count();
  }

  /** Adds an entry if the timestamp is larger than all before. */
  void append(long timestampMs, long offset) {
    if (timestampMs <= lastTimestamp()) {
      return;
    }
    ByteBuffer room = entries.roomForOne();
    int at = entries.count() * ENTRY_SIZE;
    room.putLong(at, timestampMs);
    room.putInt(at + 8, (int) (offset - baseOffset));
    entries.added();
  }

  /** -1 if there is no entry. */
  long lastTimestamp() {
    int count = entries.count();
    return count == 0 ? -1 : timestamp(count - 1);
  }

  /** Offset of the last entry; the base offset if there is none. */
  long lastOffset() {
    int count = entries.count();
    return count == 0 ? baseOffset : offset(count - 1);
  }

  /** The last entry before {@code timestampMs}: no record before its offset is as late. */
  Segment.@Nullable Latest floor(long timestampMs) {
    int low = 0;
    int high = entries.count() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (timestamp(middle) < timestampMs) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high < 0 ? null : new Segment.Latest(timestamp(high), offset(high));
  }

  /** Forgets all entries at {@code offset} or beyond. */
  void truncateTo(long offset) {
    int count = entries.count();
    while (count > 0 && offset(count - 1) >= offset) {
      count--;
    }
    entries.truncate(count);
  }

  private long timestamp(int entry) {
    return entries.longAt(entry, 0);
  }

  private long offset(int entry) {
    return baseOffset + entries.intAt(entry, 8);
  }
}
