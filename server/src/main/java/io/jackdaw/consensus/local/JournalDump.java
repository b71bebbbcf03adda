package io.jackdaw.consensus.local;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;

/** Prints what a journal directory holds, for people. Reads only; works beside a running server. */
public final class JournalDump {
  private final Disk disk;
  private final CommandDescriber describer;

  public JournalDump(Disk disk, CommandDescriber describer) {
    this.disk = disk;
    this.describer = describer;
  }

  /**
   * Prints the header of every snapshot and every command of every segment in {@code directory},
   * one line each, damage included.
   *
   * @return whether everything was whole; zeros behind the last batch of a segment count as whole
   */
  public boolean dump(Path directory, PrintWriter out) {
    boolean whole = true;
    for (NamedFile snapshot : NamedFile.snapshots(disk, directory)) {
      whole &= guarded(out, () -> dumpSnapshot(snapshot, out));
    }
    for (NamedFile segment : NamedFile.segments(disk, directory)) {
      whole &= guarded(out, () -> dumpSegment(segment, out));
    }
    out.flush();
    return whole;
  }

  /**
   * Prints the commands of one segment.
   *
   * @return as {@link #dump}
   * @throws StorageException if the name is none of a segment
   */
  public boolean dumpSegment(Path file, PrintWriter out) {
    Path directory = file.toAbsolutePath().getParent();
    NamedFile segment =
        NamedFile.segments(disk, directory == null ? file : directory).stream()
            .filter(each -> each.path().getFileName().equals(file.getFileName()))
            .findFirst()
            .orElseThrow(
                () -> new StorageException("there is no journal file journal-*.log at " + file));
    boolean whole = guarded(out, () -> dumpSegment(segment, out));
    out.flush();
    return whole;
  }

  private boolean dumpSnapshot(NamedFile snapshot, PrintWriter out) {
    SnapshotFormat.Header header = SnapshotFile.check(disk, snapshot);
    if (header == null) {
      out.printf("%s DAMAGED%n", snapshot.path().getFileName());
      return false;
    }
    out.printf(
        "%s version=%d index=%d term=%d created=%s crc=ok%n",
        snapshot.path().getFileName(),
        header.version(),
        header.index(),
        header.term(),
        Instant.ofEpochMilli(header.createdMs()));
    return true;
  }

  private boolean dumpSegment(NamedFile segment, PrintWriter out) {
    try (SegmentReader reader = new SegmentReader(disk, segment)) {
      SegmentHeader header = reader.header();
      out.printf("%s ", segment.path().getFileName());
      if (header == null) {
        out.printf("DAMAGED header%n");
        return false;
      }
      out.printf(
          "version=%d firstIndex=%d bytes=%d%n",
          header.version(), header.firstIndex(), reader.sizeBytes());
      long nextIndex = header.firstIndex();
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        dumpBatch(batch, out);
        nextIndex = batch.lastIndex() + 1;
      }
      return dumpEnd(reader, nextIndex, out);
    }
  }

  private void dumpBatch(Batch batch, PrintWriter out) {
    batch.forEach(
        (index, command) ->
            out.printf(
                "  position=%d index=%d term=%d bytes=%d crc=ok %s%n",
                batch.position(),
                index,
                batch.term(),
                command.remaining(),
                describer.describe(command)));
  }

  private static boolean dumpEnd(SegmentReader reader, long nextIndex, PrintWriter out) {
    long end = reader.position();
    if (reader.onlyZerosFollow()) {
      out.printf("  position=%d end, %d zeros follow%n", end, reader.sizeBytes() - end);
      return true;
    }
    Batch later = reader.laterBatch(nextIndex);
    out.printf(
        "  position=%d DAMAGED, %s%n",
        end,
        later == null
            ? "nothing whole follows: a torn end, the next start cuts it"
            : "index %d follows at position %d".formatted(later.firstIndex(), later.position()));
    return false;
  }

  private static boolean guarded(PrintWriter out, Part part) {
    try {
      return part.dump();
    } catch (StorageException refused) {
      out.printf("%s%n", refused.getMessage());
      return false;
    }
  }

  /** One file's lines. */
  private interface Part {
    boolean dump();
  }
}
