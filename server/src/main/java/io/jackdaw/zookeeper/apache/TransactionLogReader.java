package io.jackdaw.zookeeper.apache;

import io.jackdaw.net.MalformedFrameException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/**
 * Reads one transaction log of Apache ZooKeeper 3.3 to 3.9. One thread.
 *
 * <p>A log ends with the file or with zeros, as it is written ahead. An entry that is not whole but
 * has nothing behind it was torn by a crash and never acknowledged: it ends the log too. Anything
 * else that is not whole is damage.
 */
public final class TransactionLogReader {
  static final int MAGIC = 0x5a4b4c47; // ZKLG

  private static final byte END_OF_ENTRY = 'B';

  private final JuteStream in;
  private boolean begun;
  private boolean ended;

  public TransactionLogReader(InputStream in) {
    this.in = new JuteStream(in);
  }

  /**
   * The next transaction, or null at the end of the log.
   *
   * @throws IOException naming the position where this is no transaction log, or a damaged one
   */
  public @Nullable Transaction next() throws IOException {
    if (!begun) {
      begun = true;
      // A crash can leave a log that was never written to.
      ended = !in.hasMore();
      if (!ended) {
        SnapshotFormat.checkHeader(in, MAGIC, "a transaction log");
      }
    }
    return ended ? null : nextEntry();
  }

  /** Bytes read so far. */
  public long position() {
    return in.position();
  }

  private @Nullable Transaction nextEntry() throws IOException {
    long at = in.position();
    byte[] entry;
    try {
      entry = wholeEntry();
    } catch (EOFException torn) {
      entry = null;
    }
    if (entry == null) {
      ended = true;
      refuseWhatFollows(at);
      return null;
    }
    try {
      return TransactionDecoder.decode(ByteBuffer.wrap(entry));
    } catch (MalformedFrameException unknown) {
      throw new IOException(
          "the entry at position %d cannot be read: %s".formatted(at, unknown.getMessage()),
          unknown);
    }
  }

  private byte @Nullable [] wholeEntry() throws IOException {
    long expected = in.readLong();
    byte[] entry = in.readBuffer();
    if (entry == null || entry.length == 0 || in.readByte() != END_OF_ENTRY) {
      return null;
    }
    Adler32 sum = new Adler32();
    sum.update(entry);
    return sum.getValue() == expected ? entry : null;
  }

  private void refuseWhatFollows(long at) throws IOException {
    while (in.hasMore()) {
      if (in.readByte() != 0) {
        throw new IOException(
            "the entry at position %d is damaged, and more follows it".formatted(at));
      }
    }
  }
}
