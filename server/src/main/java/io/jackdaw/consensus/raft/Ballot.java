package io.jackdaw.consensus.raft;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a server has promised, as its file {@code vote} keeps it: twice, at the bytes 0 and 4096.
 *
 * <pre>
 *   0  magic     int    "JDVO"
 *   4  version   int    2; version 1 was there once only
 *   8  term      long   the newest it knows of
 *  16  votedFor  int    in that term; 0 for nobody
 *  20  novice    byte   1 until it has caught up with a leader once
 *  21  CRC       int    CRC-32C of all before
 * </pre>
 *
 * <p>It is written in its place, where it needs no new room: a server on a full disk can still take
 * part in elections. First the first copy, then the second, and each is forced: one of them is
 * whole at any time, and the first is the newer.
 *
 * @param novice a server that began empty: it may be new, or have lost what it had acknowledged
 */
record Ballot(long term, int votedFor, boolean novice) {
  private static final String NAME = "vote";
  private static final int MAGIC = 0x4a44564f;
  private static final int FIRST_VERSION = 1;
  private static final int VERSION = 2;
  private static final int BYTES = 25;
  private static final int CRC_AT = 21;

  /** In another sector than the first. */
  private static final int SECOND_AT = 4096;

  private static final int FILE_BYTES = SECOND_AT + BYTES;

  /** What the directory holds; one of a novice if it holds nothing. Durable when it is told. */
  static Ballot read(Disk disk, Path directory) {
    Path path = directory.resolve(NAME);
    if (!disk.exists(path)) {
      return new Ballot(0, 0, true);
    }
    ByteBuffer file = ByteBuffer.wrap(disk.readFully(path));
    Ballot first = decode(path, file, 0);
    Ballot second = decode(path, file, SECOND_AT);
    Ballot newest = first == null ? second : first;
    if (newest == null) {
      throw new StorageException(
          path + " is damaged: move this server's directory away and start it empty");
    }
    if (!(newest.equals(first) && newest.equals(second))) {
      newest.write(disk, directory); // Its process may have ended between write and sync.
    }
    return newest;
  }

  /** The copy at {@code at}; null if it is not whole. */
  private static @Nullable Ballot decode(Path path, ByteBuffer file, int at) {
    if (file.capacity() < at + BYTES) {
      return null;
    }
    ByteBuffer in = file.slice(at, BYTES);
    if (in.getInt(0) != MAGIC || in.getInt(CRC_AT) != crc(in)) {
      return null;
    }
    int version = in.getInt(4);
    if (version < FIRST_VERSION || version > VERSION) {
      throw new StorageException(
          path + " is of version " + version + ": run the newer Jackdaw that wrote it");
    }
    return new Ballot(in.getLong(8), in.getInt(16), in.get(20) != 0);
  }

  /**
   * Durable on return.
   *
   * @throws io.jackdaw.disk.DiskFullException if there is no room, as there may be none for the
   *     first; what was kept before is still kept
   */
  void write(Disk disk, Path directory) {
    Path path = directory.resolve(NAME);
    byte[] copy = encode();
    if (isMade(disk, path)) {
      try (DiskFile file = disk.open(path)) {
        for (int at : new int[] {0, SECOND_AT}) {
          file.write(ByteBuffer.wrap(copy), at);
          file.force();
        }
      }
    } else {
      ByteBuffer both = ByteBuffer.allocate(FILE_BYTES).put(0, copy).put(SECOND_AT, copy);
      disk.writeAtomically(path, both.array());
    }
  }

  private static boolean isMade(Disk disk, Path path) {
    if (!disk.exists(path)) {
      return false;
    }
    try (DiskFile file = disk.openReadOnly(path)) {
      return file.size() == FILE_BYTES;
    }
  }

  private byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putInt(MAGIC).putInt(VERSION).putLong(term).putInt(votedFor).put((byte) (novice ? 1 : 0));
    return out.putInt(crc(out)).array();
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(CRC_AT).position(0));
    return (int) crc.getValue();
  }
}
