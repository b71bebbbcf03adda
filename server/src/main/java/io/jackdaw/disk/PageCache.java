package io.jackdaw.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Has the kernel read parts of files into memory. */
final class PageCache {
  private static final int CHUNK_BYTES = 128 * 1024;
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK_BYTES));

  private PageCache() {}

  /**
   * Reads a range and forgets it. Not by touching a mapping: a thread that waits for a page in Java
   * code would hold up every safepoint of the process.
   *
   * @return where the reading ended: before the range's end only if the file ends there
   */
  static long fill(FileChannel file, long position, int count) throws IOException {
    ByteBuffer scratch = SCRATCH.get();
    long end = position + count;
    long at = position;
    while (at < end) {
      scratch.clear().limit((int) Math.min(scratch.capacity(), end - at));
      int read = file.read(scratch, at);
      if (read < 0) {
        break;
      }
      at += read;
    }
    return at;
  }
}
