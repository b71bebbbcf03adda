package io.jackdaw.log.dump;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * Prints what files of logs hold, each as the end of its name says what it is: {@code .log}, {@code
 * .index}, {@code .timeindex}, {@code .txnindex}, {@code .snapshot}. Changes nothing.
 *
 * <p>Errors: {@link StorageException} if a file is missing, or too damaged to go on.
 */
public final class FilesDump {
  private final SegmentDump segments;
  private final IndexDump indexes;
  private final TransactionsDump transactions;
  private final Findings findings = new Findings();
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * @param contents turns keys and payloads into text
   * @param err for what is wrong
   */
  public FilesDump(
      Disk disk, DumpOptions options, RecordText contents, PrintWriter out, PrintWriter err) {
    this.segments = new SegmentDump(disk, options, contents, findings, out);
    this.indexes = new IndexDump(disk, options, findings, out);
    this.transactions = new TransactionsDump(disk, out, err);
    this.out = out;
    this.err = err;
  }

  /** Prints all of them, and at the end what was found to be wrong. */
  public void print(List<Path> files) {
    try {
      files.forEach(this::print);
      findings.print(err);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private void print(Path file) {
    out.println("Dumping " + file);
    String name = file.getFileName().toString();
    switch (name.substring(Math.max(0, name.lastIndexOf('.')))) {
      case ".log" -> segments.print(file, base(file));
      case ".index" -> indexes.offsets(file, base(file));
      case ".timeindex" -> indexes.times(file, base(file));
      case ".txnindex" -> transactions.aborted(file);
      case ".snapshot" -> transactions.producers(file);
      default -> err.println("Ignoring unknown file " + file);
    }
  }

  private static long base(Path file) {
    String name = file.getFileName().toString();
    try {
      return Long.parseLong(name.substring(0, name.indexOf('.')));
    } catch (NumberFormatException e) {
      throw new StorageException(file + " is not named after its first offset", e);
    }
  }
}
