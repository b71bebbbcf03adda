package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Proposal;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that waited on one server, as one entry of the log. The bytes are described in
 * {@code docs/formats/ensemble.md}.
 *
 * <pre>
 *   0  version      byte   1
 *   1  origin       byte   number of the server that proposes
 *   2  incarnation  long   which start of that server
 *  10  sequence     long   1, 2, 3 … within the incarnation
 *  18  count        int    commands
 *  22  commands     count × {int length, bytes}
 * </pre>
 */
final class CommandBatch {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 1 + 1 + Long.BYTES + Long.BYTES + Integer.BYTES;

  private final List<Proposal> proposals = new ArrayList<>();
  private int bytes = HEADER_BYTES;

  /** Who proposed a batch, and as which one. */
  record Stamp(int origin, long incarnation, long sequence) {}

  /** A batch as it was logged. */
  record Logged(Stamp stamp, List<ByteBuffer> commands) {}

  void add(Proposal proposal) {
    proposals.add(proposal);
    bytes += Integer.BYTES + proposal.command().remaining();
  }

  List<Proposal> proposals() {
    return proposals;
  }

  int sizeBytes() {
    return bytes;
  }

  boolean isEmpty() {
    return proposals.isEmpty();
  }

  /** The entry to log; made anew for each attempt, since the stamp may change between two. */
  ByteBuffer encode(Stamp stamp) {
    ByteBuffer out =
        ByteBuffer.allocate(bytes)
            .put(VERSION)
            .put((byte) stamp.origin())
            .putLong(stamp.incarnation())
            .putLong(stamp.sequence())
            .putInt(proposals.size());
    for (Proposal proposal : proposals) {
      ByteBuffer command = proposal.command().duplicate();
      out.putInt(command.remaining()).put(command);
    }
    return out.flip();
  }

  /** Whether {@link #decode} would understand an entry, by its version. */
  static boolean isKnown(byte[] entry) {
    return entry.length > 0 && entry[0] == VERSION;
  }

  /**
   * Reads what {@link #encode} wrote; the commands are slices.
   *
   * @throws StorageException if it did not, or a newer version of this program did
   */
  static Logged decode(ByteBuffer entry) {
    ByteBuffer in = entry.duplicate();
    byte version = in.get();
    if (version != VERSION) {
      throw new StorageException(
          "The ensemble's log has an entry of version %d, known is %d: run the newer Jackdaw that wrote it"
              .formatted(version, VERSION));
    }
    Stamp stamp = new Stamp(Byte.toUnsignedInt(in.get()), in.getLong(), in.getLong());
    int count = in.getInt();
    List<ByteBuffer> commands = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = in.getInt();
      commands.add(in.slice(in.position(), length).asReadOnlyBuffer());
      in.position(in.position() + length);
    }
    return new Logged(stamp, commands);
  }
}
