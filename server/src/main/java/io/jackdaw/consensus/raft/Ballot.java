package io.jackdaw.consensus.raft;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What a server has promised, as its file {@code vote} keeps it.
 *
 * <pre>
 *   0  magic     int    "JDVO"
 *   4  version   int    1
 *   8  term      long   the newest it knows of
 *  16  votedFor  int    in that term; 0 for nobody
 *  20  novice    byte   1 until it has caught up with a leader once
 *  21  CRC       int    CRC-32C of all before
 * </pre>
 *
 * @param novice a server that began empty: it may be new, or have lost what it had acknowledged
 */
record Ballot(long term, int votedFor, boolean novice) {
  private static final String NAME = "vote";
  private static final int MAGIC = 0x4a44564f;
  private static final int VERSION = 1;
  private static final int BYTES = 25;
  private static final int CRC_AT = 21;

  /** What the directory holds; one of a novice if it holds nothing. */
  static Ballot read(Disk disk, Path directory) {
    Path path = directory.resolve(NAME);
    if (!disk.exists(path)) {
      return new Ballot(0, 0, true);
    }
    ByteBuffer in = ByteBuffer.wrap(disk.readFully(path));
    if (in.remaining() != BYTES || in.getInt(0) != MAGIC || in.getInt(CRC_AT) != crc(in)) {
      throw new StorageException(
          path + " is damaged: move this server's directory away and start it empty");
    }
    if (in.getInt(4) != VERSION) {
      throw new StorageException(
          path + " is of version " + in.getInt(4) + ": run the newer Jackdaw that wrote it");
    }
    return new Ballot(in.getLong(8), in.getInt(16), in.get(20) != 0);
  }

  /** Durable on return. */
  void write(Disk disk, Path directory) {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putInt(MAGIC).putInt(VERSION).putLong(term).putInt(votedFor).put((byte) (novice ? 1 : 0));
    out.putInt(crc(out));
    disk.writeAtomically(directory.resolve(NAME), out.array());
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(CRC_AT).position(0));
    return (int) crc.getValue();
  }
}
