package io.jackdaw.log;

import java.nio.ByteBuffer;
import org.apache.kafka.common.InvalidRecordException;

/**
 * Looks over snappy data before it is decompressed: the decompressor sets aside as much memory as
 * each part claims, and follows headers within headers.
 *
 * <pre>
 *   either  | 0x82 "SNAPPY" 0 | version 4 | compatible 4 | size 4 | part | size 4 | part | …
 *   or      | part |
 *   part:   | length when decompressed varint | compressed bytes |
 * </pre>
 *
 * Stateless. Source: SnappyInputStream of snappy-java, snappy's format description.
 */
public final class SnappyFrames {
  private static final long MAGIC = 0x82534E4150505900L;
  private static final int MAGIC_BYTES = 8;
  private static final int HEADER_BYTES = 16;

  /** No three bytes of snappy's make more than 64. */
  private static final int MOST_PER_BYTE = 22;

  private SnappyFrames() {}

  /**
   * Refuses what would cost more than it is worth.
   *
   * @param body consumed
   * @throws InvalidRecordException if a part claims what cannot be, or all of them more than {@code
   *     maxBytes}
   */
  public static void check(ByteBuffer body, long maxBytes) {
    boolean framed = body.remaining() >= HEADER_BYTES && body.getLong(body.position()) == MAGIC;
    if (!framed) {
      decompressedBytes(body, maxBytes);
      return;
    }
    body.position(body.position() + MAGIC_BYTES);
    body.getLong();
    long room = maxBytes;
    while (body.remaining() >= Integer.BYTES) {
      int size = body.getInt();
      if (size < 0 || size > body.remaining()) {
        throw new InvalidRecordException(
            "A snappy part of " + size + " bytes where " + body.remaining() + " follow");
      }
      room -= decompressedBytes(body.slice(body.position(), size), room);
      body.position(body.position() + size);
    }
  }

  private static long decompressedBytes(ByteBuffer part, long room) {
    long maxBytes = Math.min(room, (long) MOST_PER_BYTE * part.remaining());
    long length = 0;
    for (int shift = 0; shift < 35 && part.hasRemaining(); shift += 7) {
      byte next = part.get();
      length |= (next & 0x7fL) << shift;
      if (next >= 0) {
        if (length > maxBytes) {
          break;
        }
        return length;
      }
    }
    throw new InvalidRecordException(
        "A snappy part claims " + length + " bytes; at most " + maxBytes + " are taken");
  }
}
