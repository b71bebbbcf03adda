package io.jackdaw.kafka.telemetry;

import io.jackdaw.log.SnappyFrames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.TelemetryTooLargeException;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/** What a push carries: figures, compressed like records. */
public final class Payload {
  /** Accepted compressions, the one that clients should take first. */
  public static final List<Byte> COMPRESSIONS =
      List.of(
          CompressionType.ZSTD.id,
          CompressionType.LZ4.id,
          CompressionType.GZIP.id,
          CompressionType.SNAPPY.id);

  private Payload() {}

  /** Whether {@code id} names a compression, or none. */
  public static boolean isKnown(byte id) {
    return id >= 0 && id < CompressionType.values().length;
  }

  /**
   * The figures in {@code compressed}.
   *
   * @param maxBytes that it may have when it is decompressed
   * @throws InvalidRecordException if it is something else
   * @throws TelemetryTooLargeException if there is more
   */
  public static List<Figure> figures(ByteBuffer compressed, byte compression, int maxBytes) {
    try {
      return OtlpReader.read(decompressed(compressed, compression, maxBytes));
    } catch (IOException | KafkaException | ProtobufReader.MalformedException unreadable) {
      if (unreadable instanceof TelemetryTooLargeException tooLarge) {
        throw tooLarge;
      }
      throw new InvalidRecordException("Metrics cannot be read", unreadable);
    }
  }

  private static ByteBuffer decompressed(ByteBuffer compressed, byte compression, int maxBytes)
      throws IOException {
    CompressionType type = CompressionType.forId(compression);
    if (type == CompressionType.NONE) {
      return compressed;
    }
    if (type == CompressionType.SNAPPY) {
      SnappyFrames.check(compressed.duplicate(), maxBytes);
    }
    try (InputStream in =
        Compression.of(type)
            .build()
            .wrapForInput(compressed, RecordBatch.CURRENT_MAGIC_VALUE, BufferSupplier.create())) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new TelemetryTooLargeException("Decompressed, it is more than " + maxBytes);
      }
      return ByteBuffer.wrap(bytes);
    }
  }
}
