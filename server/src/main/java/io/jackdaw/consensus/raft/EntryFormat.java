package io.jackdaw.consensus.raft;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Segments of the log on the disk; {@code docs/formats/ensemble.md} has the tables.
 *
 * <pre>
 *   segment  magic int · version int · first index long · term before it long · CRC int
 *   entry    magic int · CRC int · index long · durable long · term long · kind byte · length int · payload
 * </pre>
 *
 * <p>The CRC of an entry is over all that follows it.
 */
final class EntryFormat {
  static final int SEGMENT_BYTES = 28;
  static final int ENTRY_BYTES = 37;
  static final int MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

  static final int ENTRY_MAGIC = 0x4a44454e; // "JDEN"
  private static final int SEGMENT_MAGIC = 0x4a44524c; // "JDRL"
  private static final int VERSION = 1;
  private static final int CRC_AT = Integer.BYTES;
  private static final int COVERED_AT = 2 * Integer.BYTES;
  private static final int LENGTH_AT = ENTRY_BYTES - Integer.BYTES;

  private EntryFormat() {}

  /** What a segment begins with. */
  record SegmentHead(long firstIndex, long termBefore) {}

  /**
   * An entry as it was read.
   *
   * @param durable index up to which all was on the disk when it was written
   */
  record Stored(long index, long durable, Entry entry, int sizeBytes) {}

  static ByteBuffer head(long firstIndex, long termBefore) {
    ByteBuffer out = ByteBuffer.allocate(SEGMENT_BYTES);
    out.putInt(SEGMENT_MAGIC).putInt(VERSION).putLong(firstIndex).putLong(termBefore);
    return out.putInt(crc(out.duplicate().flip())).flip();
  }

  /**
   * @return null when it is torn or damaged
   */
  static @Nullable SegmentHead decodeHead(ByteBuffer in) {
    if (in.remaining() < SEGMENT_BYTES || in.getInt(0) != SEGMENT_MAGIC) {
      return null;
    }
    int crcAt = SEGMENT_BYTES - Integer.BYTES;
    if (in.getInt(crcAt) != crc(in.slice(0, crcAt))) {
      return null;
    }
    if (in.getInt(4) != VERSION) {
      throw new IllegalArgumentException(
          "version " + in.getInt(4) + ", known is " + VERSION + ": run the newer Jackdaw");
    }
    return new SegmentHead(in.getLong(8), in.getLong(16));
  }

  static int sizeBytes(Entry entry) {
    return ENTRY_BYTES + entry.payload().length;
  }

  static void encode(ByteBuffer out, long index, long durable, Entry entry) {
    int start = out.position();
    out.putInt(ENTRY_MAGIC).putInt(0).putLong(index).putLong(durable);
    entry.writeTo(out);
    int covered = out.position() - start - COVERED_AT;
    out.putInt(start + CRC_AT, crc(out.slice(start + COVERED_AT, covered)));
  }

  /** Bytes of the entry whose head is given; −1 if it is none. */
  static int length(ByteBuffer head) {
    if (head.remaining() < ENTRY_BYTES || head.getInt(head.position()) != ENTRY_MAGIC) {
      return -1;
    }
    int payload = head.getInt(head.position() + LENGTH_AT);
    return payload < 0 || payload > MAX_PAYLOAD_BYTES ? -1 : ENTRY_BYTES + payload;
  }

  /**
   * @param in exactly one entry
   * @return null when it is torn or damaged
   */
  static @Nullable Stored decode(ByteBuffer in) {
    int size = in.remaining();
    ByteBuffer bytes = in.slice();
    if (bytes.getInt(CRC_AT) != crc(bytes.slice(COVERED_AT, size - COVERED_AT))) {
      return null;
    }
    bytes.position(COVERED_AT);
    long index = bytes.getLong();
    long durable = bytes.getLong();
    return new Stored(index, durable, Entry.readFrom(bytes), size);
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
