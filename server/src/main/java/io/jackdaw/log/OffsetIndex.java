package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where batches lie in a segment, one entry for about every {@code index.interval.bytes}: last
 * offset of a batch relative to the segment's base (4 bytes), position of that batch (4 bytes).
 */
final class OffsetIndex {
  static final int ENTRY_SIZE = 8;

  private final long baseOffset;
  private final IndexFile entries;

  private OffsetIndex(long baseOffset, IndexFile entries) {
    this.baseOffset = baseOffset;
    this.entries = entries;
  }

  static OffsetIndex growing(Disk disk, Path directory, long baseOffset) {
    return growing(disk, directory, baseOffset, "");
  }

  static OffsetIndex growing(Disk disk, Path directory, long baseOffset, String suffix) {
    Path path = SegmentFiles.path(directory, baseOffset, SegmentFiles.OFFSET_INDEX + suffix);
    return new OffsetIndex(baseOffset, IndexFile.growing(disk, path, ENTRY_SIZE));
  }

  /** Null if the file is missing or cannot be right. */
  static @Nullable OffsetIndex sealed(Disk disk, Path directory, long baseOffset, int segmentSize) {
    Path path = SegmentFiles.path(directory, baseOffset, SegmentFiles.OFFSET_INDEX);
    IndexFile file = IndexFile.sealed(disk, path, ENTRY_SIZE);
    if (file == null) {
      return null;
    }
    OffsetIndex index = new OffsetIndex(baseOffset, file);
    int last = file.count() - 1;
    if (last >= 0 && (index.relativeOffset(last) < 0 || index.position(last) >= segmentSize)) {
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

  void append(long lastOffset, int position) {
    ByteBuffer room = entries.roomForOne();
    int at = entries.count() * ENTRY_SIZE;
    room.putInt(at, (int) (lastOffset - baseOffset));
    room.putInt(at + 4, position);
    entries.added();
  }

  /** Position of a batch at or before the one that holds {@code offset}; 0 if none is indexed. */
  int floorPosition(long offset) {
    int entry = floor(0, offset - baseOffset);
    return entry < 0 ? 0 : position(entry);
  }

  /** The largest indexed position that is at most {@code position}; 0 if none is. */
  int floorPositionByPosition(int position) {
    int entry = floor(4, position);
    return entry < 0 ? 0 : position(entry);
  }

  /** An offset beyond every batch that ends at {@code position} or before; -1 if not known. */
  long offsetBeyond(int position) {
    int entry = floor(4, position - 1L) + 1;
    return entry < entries.count() ? baseOffset + relativeOffset(entry) + 1 : -1;
  }

  /** Position of the last entry, or 0. */
  int lastPosition() {
    int count = entries.count();
    return count == 0 ? 0 : position(count - 1);
  }

  /** Forgets all batches that reach to {@code offset} or beyond. */
  void truncateTo(long offset) {
    entries.truncate(floor(0, offset - baseOffset - 1) + 1);
  }

  private int floor(int field, long target) {
    int low = 0;
    int high = entries.count() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (entries.intAt(middle, field) <= target) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  private int relativeOffset(int entry) {
    return entries.intAt(entry, 0);
  }

  private int position(int entry) {
    return entries.intAt(entry, 4);
  }
}
