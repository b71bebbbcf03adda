package io.jackdaw.log.dump;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The content of an offset index: relative offset 4, position 4.
 *
 * @param used entries up to the room that a server left behind them when it was killed
 */
record OffsetEntries(Path path, long base, ByteBuffer content, int used) {
  private static final int BYTES = 8;

  static OffsetEntries read(Disk disk, Path path, long base) {
    ByteBuffer content = ByteBuffer.wrap(disk.readFully(path));
    int count = content.limit() / BYTES;
    int used = Math.min(1, count);
    while (used < count && content.getInt(used * BYTES) != 0) {
      used++;
    }
    return new OffsetEntries(path, base, content, used);
  }

  boolean isEmpty() {
    return content.limit() < BYTES;
  }

  long offset(int entry) {
    return base + content.getInt(entry * BYTES);
  }

  int position(int entry) {
    return content.getInt(entry * BYTES + Integer.BYTES);
  }

  /** Where to look for {@code offset}. */
  int positionBefore(long offset) {
    int low = 0;
    int high = used;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (offset(middle) <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : position(low - 1);
  }

  /** Throws if no start would use this index. */
  void check() {
    if (content.limit() % BYTES != 0) {
      throw new StorageException("Corrupt index found, " + path + " ends within an entry");
    }
    int last = content.limit() / BYTES - 1;
    if (last >= 0 && offset(last) < base) {
      throw new StorageException(
          "Corrupt index found, the last offset in " + path + " is before the first, " + base);
    }
  }
}
