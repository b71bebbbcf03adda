package io.jackdaw.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Parts of files that the kernel has in memory, or is to have there. */
final class PageCache {
  private static final Path NULL_DEVICE = Path.of("/dev/null");

  private PageCache() {}

  /**
   * Sends a range to the null device: the kernel waits until all its pages are in memory and copies
   * none of them. Not by touching a mapping: a thread that waits for a page in Java code would hold
   * up every safepoint of the process.
   *
   * @return where the reading ended: before the range's end only if the file ends there
   */
  static long fill(FileChannel file, long position, int count) throws IOException {
    long end = position + count;
    long at = position;
    while (at < end) {
      long sent = file.transferTo(at, end - at, Sink.CHANNEL);
      if (sent <= 0) {
        break;
      }
      at += sent;
    }
    return at;
  }

  /**
   * Whether all of a range is in memory. Asks by a mapping (mincore) that nobody touches: there is
   * no page to be waited for, and none to be taken back from other processors when it goes.
   */
  static boolean holds(FileChannel file, long position, int count) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return file.map(MapMode.READ_ONLY, position, count, arena).isLoaded();
    }
  }

  /** Opened by the first that reads what is not in memory. */
  private static final class Sink {
    static final WritableByteChannel CHANNEL = open();

    private static WritableByteChannel open() {
      try {
        return Files.newByteChannel(NULL_DEVICE, StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw new StorageException("Cannot open " + NULL_DEVICE + ": " + e, e);
      }
    }
  }
}
