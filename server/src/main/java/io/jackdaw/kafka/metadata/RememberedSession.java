package io.jackdaw.kafka.metadata;

import io.jackdaw.disk.Disk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The session with which this data directory's broker registered last, in a file beside its logs.
 *
 * <p>Whoever holds the directory's lock knows that the process of that session is gone, and may
 * remove at once what the service still keeps for it.
 */
public final class RememberedSession {
  private static final String FILE = "coordination-session";

  private final Disk disk;
  private final Path file;

  /** In a directory whose lock the caller holds. */
  public RememberedSession(Disk disk, Path directory) {
    this.disk = disk;
    this.file = directory.resolve(FILE);
  }

  /** 0 when there is none, or it cannot be read. */
  long read() {
    if (!disk.exists(file)) {
      return 0;
    }
    try {
      String text = new String(disk.readFully(file), StandardCharsets.US_ASCII);
      return Long.parseUnsignedLong(text.strip(), 16);
    } catch (NumberFormatException damaged) {
      return 0;
    }
  }

  /** Durable on return. */
  void write(long session) {
    disk.writeAtomically(
        file, (Long.toHexString(session) + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
