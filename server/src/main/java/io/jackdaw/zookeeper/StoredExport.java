package io.jackdaw.zookeeper;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.zookeeper.admin.Privileged;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A snapshot for somebody else, in a file that goes with it. One thread. */
final class StoredExport implements Privileged.Export {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Disk disk;
  private final Path path;
  private final long zxid;
  private final DiskFile file;

  StoredExport(Disk disk, Path path, long zxid) {
    this.disk = disk;
    this.path = path;
    this.zxid = zxid;
    this.file = disk.open(path);
  }

  /** Writes it, from its beginning; closing the stream leaves the file open. */
  OutputStream open() {
    return new BufferedOutputStream(new Appending(), CHUNK_BYTES);
  }

  @Override
  public Privileged.Taken taken() {
    return new Privileged.Taken(zxid, file.size());
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    long size = file.size();
    for (long at = 0; at < size; ) {
      int count = (int) Math.min(chunk.length, size - at);
      file.read(ByteBuffer.wrap(chunk, 0, count), at);
      out.write(chunk, 0, count);
      at += count;
    }
  }

  @Override
  public void close() {
    file.close();
    disk.delete(path);
  }

  private final class Appending extends OutputStream {
    private long end;

    @Override
    public void write(int oneByte) {
      write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      file.write(ByteBuffer.wrap(bytes, offset, length), end);
      end += length;
    }
  }
}
