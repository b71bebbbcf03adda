package io.jackdaw.consensus.local;

import io.jackdaw.disk.DiskFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/** Writes a snapshot file from its header to its trailer; one thread. */
final class SnapshotOutput extends OutputStream {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Small syncs in between keep the journal's own fsync from queueing behind one large one. */
  private static final long FORCE_EVERY_BYTES = 8L * 1024 * 1024;

  private final DiskFile file;
  private final BooleanSupplier abandoned;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private long position;
  private long forced;

  /**
   * @param abandoned asked before each write; true ends the writing with an exception
   */
  SnapshotOutput(DiskFile file, SnapshotFormat.Header header, BooleanSupplier abandoned)
      throws IOException {
    this.file = file;
    this.abandoned = abandoned;
    file.truncate(0);
    buffer.put(SnapshotFormat.header(header.index(), header.term(), header.createdMs()));
  }

  @Override
  public void write(int value) throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
    buffer.put((byte) value);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = Math.min(left, buffer.remaining());
      buffer.put(bytes, from, count);
      from += count;
      left -= count;
    }
  }

  @Override
  public void flush() throws IOException {
    if (abandoned.getAsBoolean()) {
      throw new IOException("the log is closing");
    }
    buffer.flip();
    crc.update(buffer.duplicate());
    int count = buffer.remaining();
    file.write(buffer, position);
    position += count;
    buffer.clear();
    if (position - forced >= FORCE_EVERY_BYTES) {
      file.force();
      forced = position;
    }
  }

  /** Writes the trailer and syncs; the file is then a whole snapshot. */
  void finish() throws IOException {
    flush();
    file.write(SnapshotFormat.trailer(position - SnapshotFormat.HEADER_BYTES, crc), position);
    file.force();
  }
}
