package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.jspecify.annotations.Nullable;

/** Prints what the files of logs hold, one batch, record or entry a line. Changes nothing. */
public final class LogDump {
  private static final int TEXT_CHARS = 80;

  private final Disk disk;
  private final boolean records;
  private final PrintWriter out;

  /**
   * @param records also each record of a batch
   */
  public LogDump(Disk disk, boolean records, PrintWriter out) {
    this.disk = disk;
    this.records = records;
    this.out = out;
  }

  /**
   * Prints everything under a log directory or a partition's directory, or one file.
   *
   * @return false if something could not be read
   */
  public boolean print(Path root) {
    boolean whole = true;
    for (Path file : new LogTree(disk, root).files()) {
      try {
        whole &= printFile(file);
      } catch (StorageException | KafkaException damaged) {
        out.println("  damaged: " + damaged.getMessage());
        whole = false;
      }
    }
    out.flush();
    return whole;
  }

  private boolean printFile(Path file) {
    if (LogTree.is(file, SegmentFiles.LOG)) {
      return segment(file);
    } else if (LogTree.is(file, SegmentFiles.OFFSET_INDEX)) {
      entries(file, OffsetIndex.ENTRY_SIZE, LogDump::offsetEntry);
    } else if (LogTree.is(file, SegmentFiles.TIME_INDEX)) {
      entries(file, TimeIndex.ENTRY_SIZE, LogDump::timeEntry);
    } else if (LogTree.is(file, SegmentFiles.TRANSACTION_INDEX)) {
      entries(file, AbortedTransactions.ENTRY_BYTES, (in, at, base) -> transactionEntry(in, at));
    } else if (LogTree.is(file, SegmentFiles.SNAPSHOT)) {
      return snapshot(file);
    } else if (file.toString().endsWith("checkpoint") || file.endsWith("partition.metadata")) {
      out.println(file);
      new String(disk.readFully(file), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> out.println("  " + line));
    }
    return true;
  }

  private boolean segment(Path path) {
    out.println(path);
    try (DiskFile file = disk.openReadOnly(path)) {
      SegmentVerifier verifier =
          new SegmentVerifier(file, SegmentFiles.offset(path, SegmentFiles.LOG).orElseThrow());
      int end = verifier.verify(this::batch);
      if (end < file.size()) {
        out.println("  damaged, or not written to its end, from position " + end + " on");
        return false;
      }
      return true;
    }
  }

  private void batch(ByteBuffer buffer, int at, int position) {
    StringBuilder line = new StringBuilder(160);
    line.append("  offsets ").append(BatchHeader.baseOffset(buffer, at));
    line.append("-").append(BatchHeader.lastOffset(buffer, at));
    line.append(" position ").append(position);
    line.append(" bytes ").append(BatchHeader.sizeBytes(buffer, at));
    line.append(" records ").append(BatchHeader.count(buffer, at));
    line.append(" codec ").append(CompressionType.forId(BatchHeader.codec(buffer, at)).name);
    line.append(" leaderEpoch ").append(BatchHeader.leaderEpoch(buffer, at));
    line.append(BatchHeader.hasAppendTime(buffer, at) ? " appendTime " : " maxTime ");
    line.append(time(BatchHeader.maxTimestamp(buffer, at)));
    if (BatchHeader.hasDeleteHorizon(buffer, at)) {
      line.append(" deleteHorizon ").append(time(BatchHeader.baseTimestamp(buffer, at)));
    }
    if (BatchHeader.producerId(buffer, at) != BatchHeader.NO_PRODUCER) {
      line.append(" producer ").append(BatchHeader.producerId(buffer, at));
      line.append(" epoch ").append(BatchHeader.producerEpoch(buffer, at));
      line.append(" sequence ").append(BatchHeader.baseSequence(buffer, at));
    }
    line.append(BatchHeader.isTransactional(buffer, at) ? " transactional" : "");
    line.append(BatchHeader.isControl(buffer, at) ? " control" : "");
    out.println(line);
    if (records) {
      ByteBuffer batch = buffer.slice(at, BatchHeader.sizeBytes(buffer, at));
      boolean control = BatchHeader.isControl(buffer, at);
      MemoryRecords.readableRecords(batch).records().forEach(it -> record(it, control));
    }
  }

  private void record(Record record, boolean control) {
    out.println(
        "    offset "
            + record.offset()
            + " time "
            + time(record.timestamp())
            + (control
                ? " marker"
                : " key " + text(record.key()) + " value " + text(record.value())));
  }

  private static String text(@Nullable ByteBuffer bytes) {
    if (bytes == null) {
      return "null";
    }
    StringBuilder text = new StringBuilder("\"");
    while (bytes.hasRemaining() && text.length() <= TEXT_CHARS) {
      int one = bytes.get() & 0xff;
      if (one >= ' ' && one < 0x7f && one != '"' && one != '\\') {
        text.append((char) one);
      } else {
        text.append(String.format(Locale.ROOT, "\\x%02x", one));
      }
    }
    return text.append(bytes.hasRemaining() ? "\"… " + bytes.remaining() + " more" : "\"")
        .toString();
  }

  private static String time(long ms) {
    return ms < 0 ? "none" : Instant.ofEpochMilli(ms).toString();
  }

  private interface EntryPrinter {
    String line(ByteBuffer in, int at, long base);
  }

  private void entries(Path path, int size, EntryPrinter printer) {
    out.println(path);
    long base = Long.parseLong(path.getFileName().toString().substring(0, 20));
    ByteBuffer in = ByteBuffer.wrap(disk.readFully(path));
    for (int at = 0; at + size <= in.limit(); at += size) {
      out.println("  " + printer.line(in, at, base));
    }
    if (in.limit() % size != 0) {
      throw new StorageException(path + " ends within an entry");
    }
  }

  private static String offsetEntry(ByteBuffer in, int at, long base) {
    return "offset " + (base + in.getInt(at)) + " position " + in.getInt(at + 4);
  }

  private static String timeEntry(ByteBuffer in, int at, long base) {
    return "time " + time(in.getLong(at)) + " offset " + (base + in.getInt(at + 8));
  }

  private static String transactionEntry(ByteBuffer in, int at) {
    return "producer "
        + in.getLong(at + 2)
        + " offsets "
        + in.getLong(at + 10)
        + "-"
        + in.getLong(at + 18)
        + " lastStableOffset "
        + in.getLong(at + 26);
  }

  private boolean snapshot(Path path) {
    out.println(path);
    List<ProducerEntry> producers = ProducerSnapshot.read(disk, path);
    if (producers == null) {
      out.println("  damaged");
      return false;
    }
    producers.forEach(it -> out.println("  " + it.state()));
    return true;
  }
}
