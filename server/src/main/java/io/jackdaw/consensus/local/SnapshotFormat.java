package io.jackdaw.consensus.local;

import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the state machine's content in a snapshot file.
 *
 * <pre>
 *  0        8     12       20      28          36      40          40+n      +8     +12       +20
 *  +--------+------+--------+-------+-----------+-------+-----------+---------+------+---------+
 *  | magic  | ver. | index  | term  | created   | CRC   | n content | n       | CRC  | magic   |
 *  +--------+------+--------+-------+-----------+-------+-----------+---------+------+---------+
 * </pre>
 */
final class SnapshotFormat {
  static final int VERSION = 1;
  static final int HEADER_BYTES = 40;
  static final int TRAILER_BYTES = 20;

  /** "JKDWSNAP". */
  static final long MAGIC = 0x4a4b4457534e4150L;

  /** "JKDWDONE". */
  static final long END_MAGIC = 0x4a4b4457444f4e45L;

  private static final int HEADER_CRC_AT = 36;

  private SnapshotFormat() {}

  /** The head of a snapshot: what it covers and when it was taken. */
  record Header(int version, long index, long term, long createdMs) {}

  static ByteBuffer header(long index, long term, long createdMs) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES);
    bytes.putLong(MAGIC).putInt(VERSION).putLong(index).putLong(term).putLong(createdMs);
    return bytes.putInt(headerCrc(bytes)).flip();
  }

  /**
   * @return null when the header is torn or damaged
   * @throws StorageException when a newer version wrote it
   */
  static @Nullable Header decodeHeader(@Nullable ByteBuffer bytes, Path path) {
    if (bytes == null || bytes.getLong(0) != MAGIC) {
      return null;
    }
    int version = bytes.getInt(8);
    if (version > VERSION) {
      throw new StorageException(
          path
              + " has snapshot version "
              + version
              + ", this server knows up to "
              + VERSION
              + "; start it with the version that wrote the file");
    }
    if (bytes.getInt(HEADER_CRC_AT) != headerCrc(bytes)) {
      return null;
    }
    return new Header(version, bytes.getLong(12), bytes.getLong(20), bytes.getLong(28));
  }

  static ByteBuffer trailer(long contentBytes, Checksum crc) {
    return ByteBuffer.allocate(TRAILER_BYTES)
        .putLong(contentBytes)
        .putInt((int) crc.getValue())
        .putLong(END_MAGIC)
        .flip();
  }

  static boolean trailerMatches(@Nullable ByteBuffer trailer, long contentBytes, Checksum crc) {
    return trailer != null && trailer.equals(trailer(contentBytes, crc));
  }

  private static int headerCrc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(HEADER_CRC_AT).position(0));
    return (int) crc.getValue();
  }
}
