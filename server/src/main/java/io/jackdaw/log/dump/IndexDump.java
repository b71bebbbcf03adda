package io.jackdaw.log.dump;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/** The entries of a segment's indexes, a line each, compared with the batches that they lead to. */
final class IndexDump {
  private final Disk disk;
  private final DumpOptions options;
  private final Findings findings;
  private final PrintWriter out;

  IndexDump(Disk disk, DumpOptions options, Findings findings, PrintWriter out) {
    this.disk = disk;
    this.options = options;
    this.findings = findings;
    this.out = out;
  }

  void offsets(Path path, long base) {
    try (DiskFile log = disk.openReadOnly(sibling(path, ".log"))) {
      OffsetEntries index = OffsetEntries.read(disk, path, base);
      if (index.isEmpty()) {
        out.println(path + " is empty.");
        return;
      }
      if (options.indexSanityOnly()) {
        index.check();
        out.println(path + " passed sanity check.");
        return;
      }
      for (int i = 0; i < index.used(); i++) {
        RecordBatch batch = leadsTo(log, index.position(i));
        if (batch.lastOffset() != index.offset(i)) {
          findings.indexMismatch(path, index.offset(i), batch.lastOffset());
        }
        if (!options.verifyIndexOnly()) {
          out.println("offset: " + index.offset(i) + " position: " + index.position(i));
        }
      }
    }
  }

  private RecordBatch leadsTo(DiskFile log, int position) {
    long end = (long) position + options.maxMessageBytes();
    RecordBatch batch = new SegmentBatches(log, end).at(position);
    if (batch == null) {
      throw new StorageException(
          log.path()
              + " has no whole batch of at most "
              + options.maxMessageBytes()
              + " bytes at position "
              + position
              + ": it is damaged, or --max-message-size is too small");
    }
    return batch;
  }

  void times(Path path, long base) {
    try (DiskFile log = disk.openReadOnly(sibling(path, ".log"))) {
      OffsetEntries offsets = OffsetEntries.read(disk, sibling(path, ".index"), base);
      TimeEntries times = TimeEntries.read(disk, path, base);
      if (options.indexSanityOnly()) {
        times.check();
        out.println(path + " passed sanity check.");
        return;
      }
      SegmentBatches batches = new SegmentBatches(log, Long.MAX_VALUE);
      long before = RecordBatch.NO_TIMESTAMP;
      for (int i = 0; i < times.used(); i++) {
        long offset = times.offset(i);
        compare(path, times.timestamp(i), offset, before, batches, offsets.positionBefore(offset));
        if (!options.verifyIndexOnly()) {
          out.println("timestamp: " + times.timestamp(i) + " offset: " + offset);
        }
        before = times.timestamp(i);
      }
    }
  }

  private void compare(
      Path path, long timestamp, long offset, long before, SegmentBatches batches, long position) {
    RecordBatch batch = batches.holding(offset, position);
    if (batch == null || batch.lastOffset() != offset) {
      findings.offsetNotFound(offset, batch == null ? -1 : batch.lastOffset());
      return;
    }
    long latest = latest(batch);
    if (latest != timestamp) {
      findings.timeMismatch(path, timestamp, latest);
    }
    if (before >= timestamp) {
      findings.timeOutOfOrder(path, timestamp, before);
    }
  }

  private static long latest(RecordBatch batch) {
    long latest = RecordBatch.NO_TIMESTAMP;
    for (Record record : batch) {
      latest = Math.max(latest, record.timestamp());
    }
    return latest;
  }

  private static Path sibling(Path path, String suffix) {
    String name = path.getFileName().toString();
    return path.resolveSibling(name.substring(0, name.indexOf('.')) + suffix);
  }
}
