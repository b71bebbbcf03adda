package io.jackdaw.log;

import io.jackdaw.log.AppendResult.Refused;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * What a batch must be like to get into a log. Only headers and CRCs are looked at, unless the
 * topic asks for something that only the records can tell ({@link RecordValidator}).
 *
 * <p>Without state or lock; any thread. Source: Kafka's LogValidator and UnifiedLog, KIP-937.
 */
final class BatchValidator {
  private static final int CODECS = 5;

  private final LogName log;

  BatchValidator(LogName log) {
    this.log = log;
  }

  /**
   * Checks all batches between position and limit, and sets the limit behind the last whole one.
   *
   * @return null if all are welcome
   */
  @Nullable Refused check(ByteBuffer records, LogConfig config, AppendOrigin origin, long nowMs) {
    int at = records.position();
    int batches = 0;
    while (records.limit() - at >= BatchHeader.LENGTH_OVERHEAD) {
      int length = BatchHeader.length(records, at);
      if (length < BatchHeader.SIZE - BatchHeader.LENGTH_OVERHEAD) {
        return length >= 14 && records.limit() - at > 16 && BatchHeader.magic(records, at) < 2
            ? refuse(Errors.INVALID_RECORD, "Magic %d is not supported", magic(records, at))
            : refuse(Errors.CORRUPT_MESSAGE, "Record batch of illegal length %d", length);
      }
      if (length > records.limit() - at - BatchHeader.LENGTH_OVERHEAD) {
        break;
      }
      Refused refused = checkBatch(records, at, config, origin, nowMs);
      if (refused != null) {
        return refused;
      }
      at += BatchHeader.sizeBytes(records, at);
      batches++;
      if (batches == 2 && origin == AppendOrigin.CLIENT) {
        return refuse(Errors.INVALID_RECORD, "More than one record batch");
      }
    }
    if (batches == 0) {
      return refuse(Errors.INVALID_RECORD, "No whole record batch");
    }
    if (at - records.position() > config.segmentBytes()) {
      return refuse(
          Errors.RECORD_LIST_TOO_LARGE,
          "Record batches of %d bytes exceed the segment size of %d",
          at - records.position(),
          config.segmentBytes());
    }
    records.limit(at);
    return null;
  }

  private static byte magic(ByteBuffer records, int at) {
    return BatchHeader.magic(records, at);
  }

  private @Nullable Refused checkBatch(
      ByteBuffer records, int at, LogConfig config, AppendOrigin origin, long nowMs) {
    if (magic(records, at) != BatchHeader.MAGIC) {
      return refuse(
          Errors.INVALID_RECORD,
          "Only batches of magic 2 are accepted, this one has %d",
          magic(records, at));
    }
    int size = BatchHeader.sizeBytes(records, at);
    if (size > config.maxMessageBytes() && origin != AppendOrigin.REPLICATION) {
      return refuse(
          Errors.MESSAGE_TOO_LARGE,
          "The record batch size is %d bytes, which exceeds the maximum configured value of %d",
          size,
          config.maxMessageBytes());
    }
    if (!BatchHeader.hasValidCrc(records, at)) {
      return refuse(
          Errors.CORRUPT_MESSAGE,
          "Record is corrupt (stored crc = %d)",
          Integer.toUnsignedLong(BatchHeader.crc(records, at)));
    }
    if (BatchHeader.codec(records, at) >= CODECS) {
      return refuse(
          Errors.UNSUPPORTED_COMPRESSION_TYPE,
          "Unknown compression type %d",
          BatchHeader.codec(records, at));
    }
    Refused refused = checkCounts(records, at);
    if (refused == null && origin == AppendOrigin.CLIENT) {
      refused = checkProducer(records, at);
    }
    if (refused == null && origin != AppendOrigin.REPLICATION) {
      refused = checkRecords(records, at, config, nowMs);
    }
    return refused;
  }

  private @Nullable Refused checkCounts(ByteBuffer records, int at) {
    int delta = BatchHeader.lastOffsetDelta(records, at);
    int count = BatchHeader.count(records, at);
    if (delta < 0 || count <= 0 || count > delta + 1L) {
      return refuse(
          Errors.INVALID_RECORD, "Batch of %d records with last offset delta %d", count, delta);
    }
    long bytes =
        BatchHeader.codec(records, at) == 0
            ? BatchHeader.sizeBytes(records, at) - BatchHeader.SIZE
            : RecordHeads.MAX_BYTES;
    if (count > bytes / RecordHeads.MIN_RECORD_BYTES) {
      return refuse(Errors.INVALID_RECORD, "%d records cannot be in %d bytes", count, bytes);
    }
    return null;
  }

  private @Nullable Refused checkProducer(ByteBuffer records, int at) {
    if (BatchHeader.baseOffset(records, at) != 0) {
      return refuse(
          Errors.INVALID_RECORD,
          "The base offset of the record batch should be 0, but it is %d",
          BatchHeader.baseOffset(records, at));
    }
    if (BatchHeader.count(records, at) != BatchHeader.lastOffsetDelta(records, at) + 1) {
      return refuse(
          Errors.INVALID_RECORD,
          "Inconsistent batch of %d records with last offset delta %d",
          BatchHeader.count(records, at),
          BatchHeader.lastOffsetDelta(records, at));
    }
    if (BatchHeader.isControl(records, at)) {
      return refuse(Errors.INVALID_RECORD, "Clients are not allowed to write control records");
    }
    if (BatchHeader.producerId(records, at) >= 0 && BatchHeader.baseSequence(records, at) < 0) {
      return refuse(
          Errors.INVALID_RECORD,
          "Invalid sequence number %d in record batch with producer id %d",
          BatchHeader.baseSequence(records, at),
          BatchHeader.producerId(records, at));
    }
    return null;
  }

  private @Nullable Refused checkRecords(ByteBuffer records, int at, LogConfig config, long nowMs) {
    if (BatchHeader.isControl(records, at)) {
      return null;
    }
    boolean createTime = config.timestampType() == TimestampType.CREATE_TIME;
    boolean stamped = BatchHeader.hasAppendTime(records, at);
    long latest = BatchHeader.maxTimestamp(records, at);
    boolean late = createTime && latest - nowMs > config.timestampAfterMaxMs();
    boolean mayBeLarge =
        config.maxDecompressedRecordBytes() != Integer.MAX_VALUE
            && BatchHeader.codec(records, at) != 0;
    boolean mayBeEarly = createTime && config.timestampBeforeMaxMs() != Long.MAX_VALUE;
    boolean byHeader = !config.compact() && !stamped && !late && !mayBeEarly && !mayBeLarge;
    if (byHeader && !isRebuilt(records, at, config)) {
      return null;
    }
    return new RecordValidator(log, config, nowMs).check(records, at);
  }

  /** Whether the records will be taken apart to compress them as the topic wants. */
  private static boolean isRebuilt(ByteBuffer records, int at, LogConfig config) {
    return config.recompresses()
        && Recompression.of(config).isNeeded(records.duplicate().position(at));
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private Refused refuse(Errors error, String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    return new Refused(error, text + " in the append to partition " + log);
  }
}
