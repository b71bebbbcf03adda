package io.jackdaw.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;

/** Rebuilds batches with the codec that a topic insists on ({@code compression.type}). */
final class Recompression {
  private final CompressionType type;
  private final int level;
  private final Compression compression;

  private Recompression(CompressionType type, int level, Compression compression) {
    this.type = type;
    this.level = level;
    this.compression = compression;
  }

  static Recompression of(LogConfig config) {
    CompressionType type = type(config);
    int level = config.compressionLevel();
    Compression compression =
        switch (type) {
          case GZIP -> Compression.gzip().level(level).build();
          case LZ4 -> Compression.lz4().level(level).build();
          case ZSTD -> Compression.zstd().level(level).build();
          case SNAPPY -> Compression.snappy().build();
          case NONE -> Compression.NONE;
        };
    return new Recompression(type, level, compression);
  }

  private static CompressionType type(LogConfig config) {
    return config.compressionType().equals("uncompressed")
        ? CompressionType.NONE
        : CompressionType.forName(config.compressionType());
  }

  /** Whether this is what the configuration asks for. */
  boolean isOf(LogConfig config) {
    return type == type(config) && level == config.compressionLevel();
  }

  boolean isNeeded(ByteBuffer records) {
    return BatchHeader.codec(records, records.position()) != type.id
        && !BatchHeader.isControl(records, records.position());
  }

  /**
   * The batch between position and limit, with the same records, from offset 0 on.
   *
   * @param records looked over by {@link RecordHeads} before: each record is held whole here
   * @throws InvalidRecordException if a record is not what it claims
   */
  ByteBuffer apply(ByteBuffer records) {
    try {
      return rebuilt(records);
    } catch (KafkaException | IllegalArgumentException | BufferUnderflowException malformed) {
      throw new InvalidRecordException(String.valueOf(malformed.getMessage()), malformed);
    }
  }

  private ByteBuffer rebuilt(ByteBuffer records) {
    MutableRecordBatch batch =
        MemoryRecords.readableRecords(records.slice()).batches().iterator().next();
    MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(Math.max(1024, records.remaining())),
            batch.magic(),
            compression,
            TimestampType.CREATE_TIME,
            0,
            RecordBatch.NO_TIMESTAMP,
            batch.producerId(),
            batch.producerEpoch(),
            batch.baseSequence(),
            batch.isTransactional(),
            batch.partitionLeaderEpoch());
    try (CloseableIterator<Record> all = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
      long offset = 0;
      while (all.hasNext()) {
        builder.appendWithOffset(offset++, all.next());
      }
    }
    return builder.build().buffer();
  }
}
