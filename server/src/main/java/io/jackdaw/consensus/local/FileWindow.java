package io.jackdaw.consensus.local;

import io.jackdaw.disk.DiskFile;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a file mostly forwards through one buffer that grows to the largest piece asked for. */
final class FileWindow {
  private static final int USUAL_BYTES = 256 * 1024;

  private final DiskFile file;
  private final long size;
  private ByteBuffer window = ByteBuffer.allocate(USUAL_BYTES).limit(0);
  private long start;

  FileWindow(DiskFile file) {
    this.file = file;
    this.size = file.size();
  }

  /** The file's size when it was opened. */
  long size() {
    return size;
  }

  /** Bytes {@code [position, position + count)}, valid until the next call; null past the end. */
  @Nullable ByteBuffer at(long position, int count) {
    if (count > size - position) {
      return null;
    }
    if (position < start || position + count > start + window.limit()) {
      read(position, count);
      if (window.limit() < count) {
        return null;
      }
    }
    return window.slice((int) (position - start), count);
  }

  /** The first position from {@code from} on that holds something else than zero, or the end. */
  long firstNonZero(long from) {
    for (long position = from; position < size; ) {
      int count = (int) Math.min(USUAL_BYTES, size - position);
      ByteBuffer bytes = at(position, count);
      if (bytes == null) {
        break;
      }
      for (int i = 0; i < count; i++) {
        if (bytes.get(i) != 0) {
          return position + i;
        }
      }
      position += count;
    }
    return size;
  }

  private void read(long position, int count) {
    if (window.capacity() < count) {
      window = ByteBuffer.allocate(count);
    }
    window.clear();
    file.read(window, position);
    window.flip();
    start = position;
  }
}
