package io.jackdaw.consensus.local;

import io.jackdaw.disk.Disk;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Prints what a journal directory holds, for people. Reads only; works beside a running server. */
public final class JournalDump {
  private final Disk disk;
  private final CommandDescriber describer;

  public JournalDump(Disk disk, CommandDescriber describer) {
    this.disk = disk;
    this.describer = describer;
  }

  /**
   * Prints every snapshot's header and every command of every segment in {@code directory}, one
   * line each, damage included.
   *
   * @return whether everything was whole (a torn or zero-filled end counts as whole)
   */
  public boolean dump(Path directory, PrintWriter out) {
    throw new UnsupportedOperationException("" + disk + describer + directory + out);
  }
}
