package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.record.internal.CompressionType;

/** Counts what is in logs, a line for each partition. Reads batch headers only. */
public final class LogStatistics {
  private static final String FORMAT = "%-40s %8s %14s %12s %12s %10s %9s  %s%n";

  private final Disk disk;
  private final PrintWriter out;

  public LogStatistics(Disk disk, PrintWriter out) {
    this.disk = disk;
    this.out = out;
  }

  /** Of one partition, or of all. */
  private static final class Counts {
    private long segments;
    private long bytes;
    private long batches;
    private long records;
    private long emptyBatches;
    private long controlBatches;
    private final Map<String, Long> codecs = new TreeMap<>();

    void add(ByteBuffer header, int at) {
      batches++;
      records += BatchHeader.count(header, at);
      emptyBatches += BatchHeader.count(header, at) == 0 ? 1 : 0;
      controlBatches += BatchHeader.isControl(header, at) ? 1 : 0;
      codecs.merge(CompressionType.forId(BatchHeader.codec(header, at)).name, 1L, Long::sum);
    }

    void add(Counts other) {
      segments += other.segments;
      bytes += other.bytes;
      batches += other.batches;
      records += other.records;
      emptyBatches += other.emptyBatches;
      controlBatches += other.controlBatches;
      other.codecs.forEach((codec, count) -> codecs.merge(codec, count, Long::sum));
    }
  }

  /** Prints the partitions under a log directory, or one partition. */
  public void print(Path root) {
    out.printf(
        Locale.ROOT,
        FORMAT,
        "partition",
        "segments",
        "bytes",
        "batches",
        "records",
        "bytes/rec",
        "empty",
        "batches by codec");
    Counts all = new Counts();
    for (Path directory : new LogTree(disk, root).directories()) {
      Counts counts = count(directory);
      if (counts.segments > 0) {
        print(directory.getFileName().toString(), counts);
        all.add(counts);
      }
    }
    print("all", all);
    out.flush();
  }

  private Counts count(Path directory) {
    Counts counts = new Counts();
    for (Path path : disk.list(directory)) {
      if (LogTree.is(path, SegmentFiles.LOG)) {
        try (DiskFile file = disk.openReadOnly(path)) {
          counts.segments++;
          counts.bytes += file.size();
          BatchCursor cursor = new BatchCursor(file, 0, Math.toIntExact(file.size()));
          while (cursor.next()) {
            counts.add(cursor.header(), cursor.headerAt());
          }
        }
      }
    }
    return counts;
  }

  private void print(String name, Counts counts) {
    out.printf(
        Locale.ROOT,
        FORMAT,
        name,
        counts.segments,
        counts.bytes,
        counts.batches,
        counts.records,
        counts.records == 0 ? "-" : counts.bytes / counts.records,
        counts.emptyBatches,
        counts.codecs
            + (counts.controlBatches == 0 ? "" : ", " + counts.controlBatches + " control"));
  }
}
