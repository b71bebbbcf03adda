package io.jackdaw.consensus.local;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * How far a reader of the journal's files has come, in a small file beside them: so that whoever
 * purges them from another process keeps what the reader still needs. One line of text, the index
 * as a decimal number; no file means that nobody reads. It may lag behind, never run ahead.
 */
final class ReaderPosition {
  /** Stands for "nobody reads". */
  static final long NOBODY = Long.MAX_VALUE;

  private static final String NAME = "reader-position";

  private final Disk disk;
  private final Path file;

  ReaderPosition(Disk disk, Path journalDirectory) {
    this.disk = disk;
    this.file = journalDirectory.resolve(NAME);
  }

  /**
   * Index after which commands are still needed, or {@link #NOBODY}.
   *
   * @throws StorageException if the file holds something else
   */
  long stored() {
    if (!disk.exists(file)) {
      return NOBODY;
    }
    String text = new String(disk.readFully(file), StandardCharsets.US_ASCII).trim();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      throw new StorageException(
          file + " does not hold an index but '" + text + "'; delete it if no change is streamed",
          notANumber);
    }
  }

  /** Makes {@code index} durable; {@link #NOBODY} removes the file. */
  void store(long index) {
    if (index == NOBODY) {
      disk.delete(file);
    } else {
      disk.writeAtomically(file, (index + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }
}
