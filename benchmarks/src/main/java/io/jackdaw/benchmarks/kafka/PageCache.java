package io.jackdaw.benchmarks.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's cache of files. */
final class PageCache {
  private static final Path DROP = Path.of("/proc/sys/vm/drop_caches");

  private PageCache() {}

  /**
   * Forgets all files, after writing what was changed.
   *
   * @throws IOException when this user may not
   */
  static void drop() throws IOException, InterruptedException {
    new ProcessBuilder("sync").inheritIO().start().waitFor();
    try {
      Files.writeString(DROP, "3");
    } catch (IOException e) {
      throw new IOException("not permitted to drop the page cache: nothing was read from disk", e);
    }
  }
}
