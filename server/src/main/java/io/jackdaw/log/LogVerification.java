package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.InvalidRecordException;

/**
 * Checks the files of logs as far as they can be checked from outside, and says what is wrong and
 * where: lengths, checksums and order of batches; their records, decompressed; that indexes point
 * to batches; producers, aborted transactions and checkpoints. Changes nothing.
 *
 * <p>While a server writes a log, its last batch may be seen half.
 */
public final class LogVerification {
  private final Disk disk;
  private final PrintWriter out;
  private int files;
  private int faults;
  private long batches;

  // Of the segment at hand.
  private Map<Integer, Long> lastOffsets = Map.of();

  public LogVerification(Disk disk, PrintWriter out) {
    this.disk = disk;
    this.out = out;
  }

  /**
   * Checks everything under a log directory or a partition's directory, or one file.
   *
   * @return false if something is wrong
   */
  public boolean check(Path root) {
    LogTree tree = new LogTree(disk, root);
    Path before = null;
    long next = -1;
    for (Path file : tree.files()) {
      if (LogTree.is(file, SegmentFiles.LOG)) {
        boolean sameLog = before != null && before.equals(file.getParent());
        next = segment(file, sameLog ? next : -1);
        before = file.getParent();
      } else {
        other(file);
      }
    }
    out.println(
        files + " files, " + batches + " batches: " + (faults == 0 ? "good" : faults + " faults"));
    out.flush();
    return faults == 0;
  }

  private void fault(Path file, String what) {
    faults++;
    out.println(file + ": " + what);
  }

  /** Returns the offset after its last batch. */
  private long segment(Path path, long previousEnd) {
    files++;
    long base = SegmentFiles.offset(path, SegmentFiles.LOG).orElseThrow();
    if (base < previousEnd) {
      fault(path, "begins at offset " + base + ", but the segment before ends at " + previousEnd);
    }
    lastOffsets = new HashMap<>();
    try (DiskFile file = disk.openReadOnly(path)) {
      SegmentVerifier verifier = new SegmentVerifier(file, base);
      int end = verifier.verify((buffer, at, position) -> batch(path, buffer, at, position));
      if (end < file.size()) {
        int follower = verifier.findGoodBatchFrom(end);
        fault(
            path,
            "no good batch at position "
                + (follower < 0 ? end : verifier.damagedAt())
                + ", offset "
                + verifier.nextOffset()
                + (follower < 0
                    ? ", nor behind it: a torn end, which a start cuts"
                    : "; good ones follow at position " + follower));
      }
      indexes(path, base);
      return verifier.nextOffset();
    } catch (StorageException unreadable) {
      fault(path, String.valueOf(unreadable.getMessage()));
      return previousEnd;
    }
  }

  private void batch(Path path, ByteBuffer buffer, int at, int position) {
    batches++;
    lastOffsets.put(position, BatchHeader.lastOffset(buffer, at));
    long last = BatchHeader.baseOffset(buffer, at) - 1;
    try (RecordHeads records = RecordHeads.of(buffer, at)) {
      while (records.next()) {
        if (records.offset() <= last || records.offset() > BatchHeader.lastOffset(buffer, at)) {
          fault(path, "record of offset " + records.offset() + " after " + last + where(position));
        }
        last = records.offset();
      }
    } catch (InvalidRecordException malformed) {
      fault(path, malformed.getMessage() + where(position));
    }
  }

  private static String where(int position) {
    return " in the batch at position " + position;
  }

  private void indexes(Path segment, long base) {
    Path directory = directory(segment);
    Path offsets = SegmentFiles.path(directory, base, SegmentFiles.OFFSET_INDEX);
    if (disk.exists(offsets)) {
      offsetIndex(offsets, base);
    }
    Path times = SegmentFiles.path(directory, base, SegmentFiles.TIME_INDEX);
    if (disk.exists(times)) {
      timeIndex(times);
    }
  }

  private static Path directory(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private void offsetIndex(Path path, long base) {
    ByteBuffer in = entries(path, OffsetIndex.ENTRY_SIZE);
    int before = -1;
    for (int at = 0; at < in.limit(); at += OffsetIndex.ENTRY_SIZE) {
      int position = in.getInt(at + 4);
      Long last = lastOffsets.get(position);
      if (position <= before) {
        fault(path, "position " + position + " after " + before);
      } else if (last == null) {
        fault(path, "no batch begins at position " + position);
      } else if (last != base + in.getInt(at)) {
        fault(
            path, "says offset " + (base + in.getInt(at)) + " for the batch that ends at " + last);
      }
      before = position;
    }
  }

  private void timeIndex(Path path) {
    ByteBuffer in = entries(path, TimeIndex.ENTRY_SIZE);
    long time = -1;
    int offset = -1;
    for (int at = 0; at < in.limit(); at += TimeIndex.ENTRY_SIZE) {
      if (in.getLong(at) <= time || in.getInt(at + 8) < offset) {
        fault(path, "entry at " + at + " is not after the one before");
      }
      time = in.getLong(at);
      offset = in.getInt(at + 8);
    }
  }

  private ByteBuffer entries(Path path, int size) {
    files++;
    ByteBuffer in = ByteBuffer.wrap(disk.readFully(path));
    if (in.limit() % size != 0) {
      fault(path, "ends within an entry");
    }
    return in.limit(in.limit() / size * size);
  }

  private void other(Path file) {
    try {
      if (LogTree.is(file, SegmentFiles.SNAPSHOT)) {
        files++;
        if (ProducerSnapshot.read(disk, file) == null) {
          fault(file, "damaged; producers are found anew from the log");
        }
      } else if (LogTree.is(file, SegmentFiles.TRANSACTION_INDEX)) {
        files++;
        long base = SegmentFiles.offset(file, SegmentFiles.TRANSACTION_INDEX).orElseThrow();
        if (!AbortedTransactions.found(disk, directory(file), base).isWhole()) {
          fault(file, "damaged; it is found anew from the log");
        }
      } else if (file.endsWith("leader-epoch-checkpoint")) {
        files++;
        CheckpointText.read(disk, file, LogVerification::epoch);
      } else if (file.toString().endsWith("-checkpoint")) {
        files++;
        CheckpointText.read(disk, file, OffsetCheckpoint::parse);
      } else if (file.endsWith("partition.metadata")) {
        files++;
        PartitionMetadata.read(disk, file);
      }
    } catch (StorageException damaged) {
      fault(file, String.valueOf(damaged.getMessage()));
    }
  }

  private static Long epoch(String[] fields) {
    if (fields.length != 2) {
      throw new NumberFormatException("two numbers expected");
    }
    return Long.parseLong(fields[0]) + Long.parseLong(fields[1]);
  }
}
