package io.jackdaw.consensus.local;

import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a journal segment.
 *
 * <pre>
 *  0        8     12               20      24
 *  +--------+------+----------------+-------+
 *  | magic  | ver. |  first index   | CRC   |
 *  +--------+------+----------------+-------+
 * </pre>
 */
record SegmentHeader(int version, long firstIndex) {
  static final int BYTES = 24;
  static final int VERSION = 1;

  /** "JKDWJRNL". */
  static final long MAGIC = 0x4a4b44574a524e4cL;

  private static final int CRC_AT = 20;

  static ByteBuffer encode(long firstIndex) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putInt(VERSION).putLong(firstIndex);
    return bytes.putInt(crc(bytes)).flip();
  }

  /**
   * @return null when the header is torn or damaged
   * @throws StorageException when a newer version wrote it
   */
  static @Nullable SegmentHeader decode(@Nullable ByteBuffer bytes, Path path) {
    if (bytes == null || bytes.getLong(0) != MAGIC) {
      return null;
    }
    int version = bytes.getInt(8);
    if (version > VERSION) {
      throw new StorageException(
          path
              + " has journal version "
              + version
              + ", this server knows up to "
              + VERSION
              + "; start it with the version that wrote the file");
    }
    if (bytes.getInt(CRC_AT) != crc(bytes)) {
      return null;
    }
    return new SegmentHeader(version, bytes.getLong(12));
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(CRC_AT).position(0));
    return (int) crc.getValue();
  }
}
