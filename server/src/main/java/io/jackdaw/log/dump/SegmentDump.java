package io.jackdaw.log.dump;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.AbstractLegacyRecordBatch;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/** The batches of a segment, a line each, and their records, if they are asked for. */
final class SegmentDump {
  private final Disk disk;
  private final DumpOptions options;
  private final RecordText contents;
  private final Findings findings;
  private final PrintWriter out;

  SegmentDump(
      Disk disk, DumpOptions options, RecordText contents, Findings findings, PrintWriter out) {
    this.disk = disk;
    this.options = options;
    this.contents = contents;
    this.findings = findings;
    this.out = out;
  }

  void print(Path path, long startOffset) {
    out.println("Log starting offset: " + startOffset);
    try (DiskFile file = disk.openReadOnly(path)) {
      SegmentBatches batches = new SegmentBatches(file, options.maxBytes());
      Consecutive offsets = new Consecutive(path);
      long position = 0;
      for (RecordBatch batch = batches.at(0); batch != null; batch = batches.at(position)) {
        out.println(line(batch, position));
        if (options.records()) {
          for (Record record : batch) {
            offsets.next(record.offset());
            out.println(line(batch, record));
          }
        }
        position += batch.sizeInBytes();
      }
      if (position < batches.end() && options.maxBytes() == DumpOptions.NO_LIMIT) {
        out.println(
            "Found "
                + (batches.end() - position)
                + " invalid bytes at the end of "
                + path.getFileName());
      }
    }
  }

  private static String line(RecordBatch batch, long position) {
    String head =
        batch.magic() < RecordBatch.MAGIC_VALUE_V2
            ? "offset: " + batch.lastOffset()
            : "baseOffset: "
                + batch.baseOffset()
                + " lastOffset: "
                + batch.lastOffset()
                + " count: "
                + batch.countOrNull()
                + " baseSequence: "
                + batch.baseSequence()
                + " lastSequence: "
                + batch.lastSequence()
                + " producerId: "
                + batch.producerId()
                + " producerEpoch: "
                + batch.producerEpoch()
                + " partitionLeaderEpoch: "
                + batch.partitionLeaderEpoch()
                + " isTransactional: "
                + batch.isTransactional()
                + " isControl: "
                + batch.isControlBatch()
                + " deleteHorizonMs: "
                + batch.deleteHorizonMs();
    return head
        + " position: "
        + position
        + " "
        + batch.timestampType()
        + ": "
        + batch.maxTimestamp()
        + " size: "
        + batch.sizeInBytes()
        + " magic: "
        + batch.magic()
        + " compresscodec: "
        + batch.compressionType().name
        + " crc: "
        + batch.checksum()
        + " isvalid: "
        + batch.isValid();
  }

  private String line(RecordBatch batch, Record record) {
    StringBuilder line = new StringBuilder(120);
    if (options.metadata()) {
      addMetadata(batch, record, line);
    }
    if (options.contents() && !batch.isControlBatch()) {
      RecordText.Shown shown = contents.of(record.offset(), record.key(), record.value());
      add("key: ", shown.key(), line);
      add("payload: ", shown.payload(), line);
    }
    return line.toString();
  }

  private static void add(String name, @Nullable String text, StringBuilder line) {
    if (text != null) {
      line.append(line.isEmpty() ? "| " : " ").append(name).append(text);
    }
  }

  private static void addMetadata(RecordBatch batch, Record record, StringBuilder line) {
    line.append("| offset: ").append(record.offset());
    line.append(' ').append(batch.timestampType()).append(": ").append(record.timestamp());
    line.append(" keySize: ").append(record.keySize());
    line.append(" valueSize: ").append(record.valueSize());
    if (batch.magic() >= RecordBatch.MAGIC_VALUE_V2) {
      line.append(" sequence: ").append(record.sequence());
      line.append(" headerKeys: ");
      line.append(
          Arrays.stream(record.headers())
              .map(Header::key)
              .collect(Collectors.joining(",", "[", "]")));
    }
    if (record instanceof AbstractLegacyRecordBatch old) {
      line.append(" isValid: ").append(old.isValid()).append(" crc: ").append(old.checksum());
    }
    if (batch.isControlBatch()) {
      addControl(record, line);
    }
  }

  private static void addControl(Record record, StringBuilder line) {
    short id = ControlRecordType.parseTypeId(record.key());
    ControlRecordType type = ControlRecordType.fromTypeId(id);
    if (type == ControlRecordType.COMMIT || type == ControlRecordType.ABORT) {
      EndTransactionMarker marker = EndTransactionMarker.deserialize(record);
      line.append(" endTxnMarker: ").append(marker.controlType());
      line.append(" coordinatorEpoch: ").append(marker.coordinatorEpoch());
    } else {
      line.append(" controlType: ").append(type).append('(').append(id).append(')');
    }
  }

  /** Watches that each offset follows the one before. */
  private final class Consecutive {
    private final Path file;
    private long last = -1;

    Consecutive(Path file) {
      this.file = file;
    }

    void next(long offset) {
      if (last >= 0 && offset != last + 1) {
        findings.notConsecutive(file, last, offset);
      }
      last = offset;
    }
  }
}
