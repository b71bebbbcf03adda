package io.jackdaw.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Record batches for tests, as a client sends them, and what comes back. */
final class Batches {
  static final long NOW = 1_700_000_000_000L;

  private Batches() {}

  /** One batch with a record for each value, without keys. */
  static ByteBuffer of(String... values) {
    return at(NOW, values);
  }

  static ByteBuffer at(long timestampMs, String... values) {
    return compressed(Compression.NONE, timestampMs, values);
  }

  static ByteBuffer compressed(Compression compression, long timestampMs, String... values) {
    return MemoryRecords.withRecords(compression, records(timestampMs, null, values)).buffer();
  }

  static ByteBuffer keyed(String key, String value) {
    return MemoryRecords.withRecords(Compression.NONE, records(NOW, key, value)).buffer();
  }

  /** One batch of {@code {key, value}} records; a value may be null. */
  static ByteBuffer keyed(Compression compression, long timestampMs, String[]... records) {
    return MemoryRecords.withRecords(compression, keyedRecords(timestampMs, records)).buffer();
  }

  /** The same from a producer with an id, in epoch 0. */
  static ByteBuffer keyed(
      long id, int sequence, boolean transactional, long timestampMs, String[]... records) {
    SimpleRecord[] all = keyedRecords(timestampMs, records);
    short epoch = 0;
    return (transactional
            ? MemoryRecords.withTransactionalRecords(Compression.NONE, id, epoch, sequence, all)
            : MemoryRecords.withIdempotentRecords(Compression.NONE, id, epoch, sequence, all))
        .buffer();
  }

  private static SimpleRecord[] keyedRecords(long timestampMs, String[]... records) {
    return Arrays.stream(records)
        .map(
            it ->
                new SimpleRecord(
                    timestampMs, it[0].getBytes(), it[1] == null ? null : it[1].getBytes()))
        .toArray(SimpleRecord[]::new);
  }

  static ByteBuffer idempotent(long id, int epoch, int sequence, String... values) {
    return MemoryRecords.withIdempotentRecords(
            Compression.NONE, id, (short) epoch, sequence, records(NOW, null, values))
        .buffer();
  }

  static ByteBuffer transactional(long id, int epoch, int sequence, String... values) {
    return MemoryRecords.withTransactionalRecords(
            Compression.NONE, id, (short) epoch, sequence, records(NOW, null, values))
        .buffer();
  }

  static ByteBuffer marker(long id, int epoch, ControlRecordType type) {
    return MemoryRecords.withEndTransactionMarker(
            NOW, id, (short) epoch, new EndTransactionMarker(type, 0))
        .buffer();
  }

  private static SimpleRecord[] records(long timestampMs, String key, String... values) {
    return IntStream.range(0, values.length)
        .mapToObj(
            i ->
                new SimpleRecord(
                    timestampMs + i, key == null ? null : key.getBytes(), values[i].getBytes()))
        .toArray(SimpleRecord[]::new);
  }

  /** All records of a slice as {@code offset=value}. */
  static List<String> read(LogSlice slice) {
    try (slice) {
      ByteBuffer bytes = ByteBuffer.allocate(slice.count());
      slice.file().read(bytes, slice.position());
      return values(bytes.flip());
    }
  }

  static List<String> values(ByteBuffer batches) {
    List<String> values = new ArrayList<>();
    for (Record record : MemoryRecords.readableRecords(batches).records()) {
      byte[] value = new byte[record.valueSize()];
      record.value().get(value);
      values.add(record.offset() + "=" + new String(value));
    }
    return values;
  }

  /** Everything readable from the log's start on, segment by segment. */
  static List<String> readAll(PartitionLog log) {
    List<String> all = new ArrayList<>();
    long from = log.logStartOffset();
    while (from < log.logEndOffset()) {
      LogSlice slice = log.read(from, 4096, true, Long.MAX_VALUE);
      List<String> some = read(slice);
      if (some.isEmpty()) {
        break;
      }
      for (String one : some) {
        long offset = Long.parseLong(one.substring(0, one.indexOf('=')));
        if (offset >= from) {
          all.add(one);
        }
      }
      String last = some.getLast();
      from = Long.parseLong(last.substring(0, last.indexOf('='))) + 1;
    }
    return all;
  }
}
