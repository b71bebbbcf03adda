package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

  // Of the segment and the log at hand, and of those before.
  private SegmentFacts facts = new SegmentFacts();
  private final Map<Integer, Long> epochs = new HashMap<>();
  private final Map<Path, Long> ends = new HashMap<>();
  private final Map<Path, List<OffsetCheckpoint.Entry>> checkpoints = new LinkedHashMap<>();

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
        if (!sameLog) {
          epochs.clear();
        }
        next = segment(file, sameLog ? next : -1);
        before = directory(file);
        ends.put(before, next);
      } else {
        other(file);
      }
    }
    checkpoints.forEach(this::offsetsWithinLogs);
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
    facts = new SegmentFacts();
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
      facts.firstOffsetsByEpoch().forEach(epochs::putIfAbsent);
      return verifier.nextOffset();
    } catch (StorageException unreadable) {
      fault(path, String.valueOf(unreadable.getMessage()));
      return previousEnd;
    }
  }

  private void batch(Path path, ByteBuffer buffer, int at, int position) {
    batches++;
    facts.add(buffer, at, position);
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
      timeIndex(times, base);
    }
    Path aborted = SegmentFiles.path(directory, base, SegmentFiles.TRANSACTION_INDEX);
    if (disk.exists(aborted)) {
      abortedTransactions(aborted);
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
      Long last = facts.lastOffsetAt(position);
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

  private void timeIndex(Path path, long base) {
    ByteBuffer in = entries(path, TimeIndex.ENTRY_SIZE);
    long time = -1;
    int offset = -1;
    for (int at = 0; at < in.limit(); at += TimeIndex.ENTRY_SIZE) {
      if (in.getLong(at) <= time || in.getInt(at + 8) < offset) {
        fault(path, "entry at " + at + " is not after the one before");
      }
      time = in.getLong(at);
      offset = in.getInt(at + 8);
      Long there = facts.timeAt(base + offset);
      if (there == null || there != time) {
        fault(
            path,
            "says time %d for offset %d, but the batch there has %s"
                .formatted(time, base + offset, there));
      }
    }
  }

  private void abortedTransactions(Path path) {
    ByteBuffer in = ByteBuffer.wrap(disk.readFully(path));
    for (int at = 0;
        at + AbortedTransactions.ENTRY_BYTES <= in.limit();
        at += AbortedTransactions.ENTRY_BYTES) {
      long producer = in.getLong(at + 2);
      long last = in.getLong(at + 18);
      Long there = facts.abortedAt(last);
      if (there == null || there != producer || in.getLong(at + 10) > last) {
        fault(
            path,
            "says that producer %d aborted a transaction at offset %d, but there is no such marker"
                .formatted(producer, last));
      }
    }
  }

  private ByteBuffer entries(Path path, int size) {
    files++;
    ByteBuffer in = ByteBuffer.wrap(disk.readFully(path));
    if (in.limit() % size != 0) {
      fault(path, "ends within an entry");
    }
    int end = in.limit() / size * size;
    // A server that grows or was killed leaves room behind the entries.
    while (end > 0 && isZero(in, end - size, end)) {
      end -= size;
    }
    return in.limit(end);
  }

  private static boolean isZero(ByteBuffer in, int from, int to) {
    for (int i = from; i < to; i++) {
      if (in.get(i) != 0) {
        return false;
      }
    }
    return true;
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
        leaderEpochs(file, CheckpointText.read(disk, file, LogVerification::epoch));
      } else if (file.toString().endsWith("-checkpoint")) {
        files++;
        checkpoints.put(file, CheckpointText.read(disk, file, OffsetCheckpoint::parse));
      } else if (file.endsWith("partition.metadata")) {
        files++;
        PartitionMetadata.read(disk, file);
      }
    } catch (StorageException damaged) {
      fault(file, String.valueOf(damaged.getMessage()));
    }
  }

  private static LeaderEpochs.Entry epoch(String[] fields) {
    if (fields.length != 2) {
      throw new NumberFormatException("two numbers expected");
    }
    return new LeaderEpochs.Entry(Integer.parseInt(fields[0]), Long.parseLong(fields[1]));
  }

  /**
   * The newest epochs may be missing, since the batches tell them too, and the oldest one begins
   * where the log does after records were deleted; none may be wrong.
   */
  private void leaderEpochs(Path file, List<LeaderEpochs.Entry> entries) {
    LeaderEpochs.Entry before = new LeaderEpochs.Entry(-1, -1);
    for (LeaderEpochs.Entry entry : entries) {
      if (entry.epoch() <= before.epoch() || entry.startOffset() <= before.startOffset()) {
        fault(file, "leader epoch " + entry.epoch() + " is not after the one before");
      }
      Long first = epochs.get(entry.epoch());
      boolean oldest = before.epoch() < 0;
      if (!oldest && first != null && first < entry.startOffset()) {
        fault(
            file,
            "says that leader epoch %d begins at offset %d, but offset %d was written in it"
                .formatted(entry.epoch(), entry.startOffset(), first));
      }
      before = entry;
    }
  }

  /** A log that is written grows: what a checkpoint says of it is behind its end. */
  private void offsetsWithinLogs(Path file, List<OffsetCheckpoint.Entry> entries) {
    for (OffsetCheckpoint.Entry entry : entries) {
      Long end = ends.get(directory(file).resolve(entry.log().directoryName()));
      if (end != null && entry.offset() > end) {
        fault(file, "says %d of %s, which ends at %d".formatted(entry.offset(), entry.log(), end));
      }
    }
  }
}
