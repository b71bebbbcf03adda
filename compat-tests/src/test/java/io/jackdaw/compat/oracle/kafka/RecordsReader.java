package io.jackdaw.compat.oracle.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.jspecify.annotations.Nullable;

/** Shows fetched batches: all of a header but its CRC, and every record. */
final class RecordsReader {
  private static final long THIS_CENTURY_MS = 1_500_000_000_000L;

  private final Learned learned;

  RecordsReader(Learned learned) {
    this.learned = learned;
  }

  void read(String path, MemoryRecords records, Map<String, String> fields) {
    int whole = 0;
    for (MutableRecordBatch batch : records.batches()) {
      String here = "%s.batch@%d".formatted(path, batch.baseOffset());
      whole += batch.sizeInBytes();
      fields.put(here, header(batch));
      try {
        for (Record record : batch) {
          fields.put(here + "." + record.offset(), record(record));
        }
      } catch (KafkaException | IllegalArgumentException e) {
        fields.put(here + ".unreadable", String.valueOf(e.getMessage()));
      }
    }
    fields.put(path + ".whole_bytes", Integer.toString(whole));
    fields.put(path + ".partial_bytes", Integer.toString(records.sizeInBytes() - whole));
  }

  private String header(MutableRecordBatch batch) {
    return ("last %d magic %d %s %s max %s epoch %d producer %s %d sequence %d%s%s valid %s")
        .formatted(
            batch.lastOffset(),
            batch.magic(),
            batch.compressionType().name,
            batch.timestampType(),
            time(batch.maxTimestamp()),
            batch.partitionLeaderEpoch(),
            batch.hasProducerId() ? learned.labelOf(batch.producerId()) : "none",
            batch.producerEpoch(),
            batch.baseSequence(),
            batch.isTransactional() ? " transactional" : "",
            batch.isControlBatch() ? " control" : "",
            batch.isValid());
  }

  private static String record(Record record) {
    StringBuilder shown = new StringBuilder(time(record.timestamp()));
    shown.append(' ').append(text(record.key())).append('=').append(text(record.value()));
    for (Header header : record.headers()) {
      shown.append(' ').append(header.key()).append(':');
      byte[] value = header.value();
      shown.append(value == null ? "null" : new String(value, StandardCharsets.UTF_8));
    }
    return shown.toString();
  }

  private static String time(long timestampMs) {
    return timestampMs >= THIS_CENTURY_MS && timestampMs < 2 * THIS_CENTURY_MS
        ? "now"
        : Long.toString(timestampMs);
  }

  private static String text(@Nullable ByteBuffer bytes) {
    if (bytes == null) {
      return "null";
    }
    String text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    return text.length() <= 20 ? text : text.substring(0, 10) + "…" + text.length();
  }
}
