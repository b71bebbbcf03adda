package io.jackdaw.log;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/**
 * The heads of one batch's records, in order: what a log wants to know of them without holding any.
 *
 * <pre>
 *   | length varint | attributes 1 | timestamp delta varlong | offset delta varint | key length varint | …
 * </pre>
 *
 * <p>Keys, values and headers are stepped over as they are decompressed, so that no length that a
 * client claims makes this server set memory aside, and no more than {@link #MAX_BYTES} are ever
 * decompressed.
 *
 * <p>One thread. The methods throw {@link InvalidRecordException} for a batch whose records are not
 * as its header says. Source: Kafka's message format, KIP-98.
 */
final class RecordHeads implements AutoCloseable {
  /** The most that the records of one batch may come to when they are decompressed. */
  static final long MAX_BYTES = 64L * 1024 * 1024;

  /** A record without key, value and headers. */
  static final int MIN_RECORD_BYTES = 7;

  private final InputStream in;
  private final int count;
  private final long baseTimestamp;
  private final long baseOffset;
  private final long appendTime;
  private final long limitBytes;
  private final int limitBytesOfRecord;

  private long readBytes;
  private int done;
  private long timestamp;
  private long offset;
  private boolean hasKey;

  private RecordHeads(ByteBuffer records, int at, int mostBytes) {
    this.count = BatchHeader.count(records, at);
    this.baseTimestamp = BatchHeader.baseTimestamp(records, at);
    this.baseOffset = BatchHeader.baseOffset(records, at);
    this.appendTime =
        BatchHeader.hasAppendTime(records, at) ? BatchHeader.maxTimestamp(records, at) : -1;
    int bytes = BatchHeader.sizeBytes(records, at) - BatchHeader.SIZE;
    CompressionType codec = CompressionType.forId(BatchHeader.codec(records, at));
    ByteBuffer body = records.slice(at + BatchHeader.SIZE, bytes);
    if (codec == CompressionType.SNAPPY) {
      SnappyFrames.check(body.duplicate(), MAX_BYTES);
    }
    this.limitBytesOfRecord = codec == CompressionType.NONE ? Integer.MAX_VALUE : mostBytes;
    this.limitBytes = codec == CompressionType.NONE ? bytes : MAX_BYTES;
    this.in = open(codec, body);
  }

  /** Begins before the first record of the whole batch at {@code at}. */
  static RecordHeads of(ByteBuffer records, int at) {
    return new RecordHeads(records, at, Integer.MAX_VALUE);
  }

  /** The same, where no compressed record may be larger than {@code mostBytes}. */
  static RecordHeads of(ByteBuffer records, int at, int mostBytes) {
    return new RecordHeads(records, at, mostBytes);
  }

  private static InputStream open(CompressionType codec, ByteBuffer body) {
    try {
      return Compression.of(codec)
          .build()
          .wrapForInput(body, BatchHeader.MAGIC, BufferSupplier.create());
    } catch (KafkaException unreadable) {
      throw new InvalidRecordException("Records cannot be decompressed", unreadable);
    }
  }

  /** Goes on to the next record; false behind the last one, when nothing may follow. */
  boolean next() {
    try {
      if (done == count) {
        if (in.read() >= 0) {
          throw new InvalidRecordException("More than the " + count + " records in the header");
        }
        return false;
      }
      readRecord();
      done++;
      return true;
    } catch (EOFException tooShort) {
      throw new InvalidRecordException(
          "Record " + done + " of " + count + " ends too early", tooShort);
    } catch (IOException | KafkaException unreadable) {
      throw new InvalidRecordException("Records cannot be decompressed", unreadable);
    }
  }

  private void readRecord() throws IOException {
    int length = (int) zigzag(5);
    long end = readBytes + length;
    if (length < MIN_RECORD_BYTES - 1 || end > limitBytes) {
      throw new InvalidRecordException(
          "Record %d claims %d bytes; the batch may have %d"
              .formatted(done, length, limitBytes - readBytes));
    }
    if (length > limitBytesOfRecord) {
      throw new InvalidRecordException(
          "Record %d of %d bytes exceeds the maximum decompressed size of %d"
              .formatted(done, length, limitBytesOfRecord));
    }
    readByte();
    timestamp = appendTime >= 0 ? zigzagThen(appendTime) : baseTimestamp + zigzag(10);
    offset = baseOffset + (int) zigzag(5);
    int keyLength = (int) zigzag(5);
    hasKey = keyLength >= 0;
    if (readBytes + Math.max(0L, keyLength) > end) {
      throw new InvalidRecordException("Record %d has less than it claims".formatted(done));
    }
    in.skipNBytes(end - readBytes);
    readBytes = end;
  }

  private long zigzagThen(long value) throws IOException {
    zigzag(10);
    return value;
  }

  private int readByte() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException();
    }
    readBytes++;
    return next;
  }

  private long zigzag(int maxBytes) throws IOException {
    long value = 0;
    for (int i = 0; i < maxBytes; i++) {
      int next = readByte();
      value |= (next & 0x7fL) << (7 * i);
      if (next < 0x80) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new InvalidRecordException("A number of more than " + maxBytes + " bytes in a record");
  }

  long timestamp() {
    return timestamp;
  }

  long offset() {
    return offset;
  }

  boolean hasKey() {
    return hasKey;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException | KafkaException alreadyUnreadable) {
      // Nothing is held open but memory.
    }
  }
}
