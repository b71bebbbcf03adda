package io.jackdaw.log.dump;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The content of a time index: timestamp 8, relative offset 4.
 *
 * @param used entries up to the room that a server left behind them when it was killed
 */
record TimeEntries(Path path, long base, ByteBuffer content, int used) {
  private static final int BYTES = 12;

  static TimeEntries read(Disk disk, Path path, long base) {
    ByteBuffer content = ByteBuffer.wrap(disk.readFully(path));
    int count = content.limit() / BYTES;
    int used = Math.min(1, count);
    while (used < count && content.getInt(used * BYTES + Long.BYTES) != 0) {
      used++;
    }
    return new TimeEntries(path, base, content, used);
  }

  long timestamp(int entry) {
    return content.getLong(entry * BYTES);
  }

  long offset(int entry) {
    return base + content.getInt(entry * BYTES + Long.BYTES);
  }

  /** Throws if no start would use this index. */
  void check() {
    if (content.limit() % BYTES != 0) {
      throw new StorageException("Corrupt time index found, " + path + " ends within an entry");
    }
    int last = content.limit() / BYTES - 1;
    if (last >= 0 && (timestamp(last) < timestamp(0) || offset(last) < base)) {
      throw new StorageException(
          "Corrupt time index found, the last entry of " + path + " is before the first");
    }
  }
}
