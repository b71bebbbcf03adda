package io.jackdaw.log.dump;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Aborted transactions ({@code .txnindex}) and the producers known at an offset ({@code
 * .snapshot}), a line each. The byte tables are in docs/formats.
 */
final class TransactionsDump {
  private static final int ABORTED_BYTES = 34;
  private static final short SNAPSHOT_VERSION = 1;
  private static final int CHECKED_FROM = 6;
  private static final int COUNT_BYTES = 4;
  private static final int PRODUCER_BYTES = 46;

  private final Disk disk;
  private final PrintWriter out;
  private final PrintWriter err;

  TransactionsDump(Disk disk, PrintWriter out, PrintWriter err) {
    this.disk = disk;
    this.out = out;
    this.err = err;
  }

  void aborted(Path path) {
    ByteBuffer in = ByteBuffer.wrap(disk.readFully(path));
    while (in.hasRemaining()) {
      if (in.remaining() < ABORTED_BYTES) {
        throw new StorageException(path + " ends within an entry");
      }
      out.println(
          "version: "
              + in.getShort()
              + " producerId: "
              + in.getLong()
              + " firstOffset: "
              + in.getLong()
              + " lastOffset: "
              + in.getLong()
              + " lastStableOffset: "
              + in.getLong());
    }
  }

  void producers(Path path) {
    ByteBuffer in = ByteBuffer.wrap(disk.readFully(path));
    String damage = damage(in);
    if (!damage.isEmpty()) {
      err.println(path + ": " + damage);
      return;
    }
    in.position(CHECKED_FROM + COUNT_BYTES);
    while (in.hasRemaining()) {
      out.println(producer(in));
    }
  }

  /** What is wrong with a snapshot, or nothing. */
  private static String damage(ByteBuffer in) {
    if (in.limit() < CHECKED_FROM + COUNT_BYTES) {
      return "Snapshot is cut short";
    }
    if (in.getShort(0) != SNAPSHOT_VERSION) {
      return "Snapshot has an unknown version, " + in.getShort(0);
    }
    CRC32C crc = new CRC32C();
    crc.update(in.duplicate().position(CHECKED_FROM));
    if ((int) crc.getValue() != in.getInt(2)) {
      return "Snapshot is corrupt: its checksum does not fit";
    }
    long bytes = in.getInt(CHECKED_FROM) * (long) PRODUCER_BYTES;
    return bytes == in.limit() - CHECKED_FROM - COUNT_BYTES
        ? ""
        : "Snapshot says that it has " + in.getInt(CHECKED_FROM) + " producers, and has not";
  }

  private static String producer(ByteBuffer in) {
    long id = in.getLong();
    short epoch = in.getShort();
    int lastSequence = in.getInt();
    long lastOffset = in.getLong();
    int offsetDelta = in.getInt();
    long timestamp = in.getLong();
    int coordinatorEpoch = in.getInt();
    long transaction = in.getLong();
    String line =
        "producerId: "
            + id
            + " producerEpoch: "
            + epoch
            + " coordinatorEpoch: "
            + coordinatorEpoch
            + " currentTxnFirstOffset: "
            + (transaction < 0 ? OptionalLong.empty() : OptionalLong.of(transaction))
            + " lastTimestamp: "
            + timestamp;
    return lastOffset < 0
        ? line
        : line
            + " firstSequence: "
            + ((lastSequence - offsetDelta) & Integer.MAX_VALUE)
            + " lastSequence: "
            + lastSequence
            + " lastOffset: "
            + lastOffset
            + " offsetDelta: "
            + offsetDelta
            + " timestamp: "
            + timestamp;
  }
}
