package io.jackdaw.zookeeper.apache;

import io.jackdaw.disk.DiskFile;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A file's bytes from its beginning. One thread; closes the file. */
final class FileStream extends InputStream {
  private final DiskFile file;
  private long position;

  FileStream(DiskFile file) {
    this.file = file;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int count = file.read(ByteBuffer.wrap(into, offset, length), position);
    position += Math.max(0, count);
    return count <= 0 ? -1 : count;
  }

  @Override
  public void close() {
    file.close();
  }
}
