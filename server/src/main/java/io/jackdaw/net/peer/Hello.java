package io.jackdaw.net.peer;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first frame on a connection between servers.
 *
 * <pre>
 *   0  magic    int   "JDPL"
 *   4  version  int   1
 *   8  from     int   number of the server that sends
 *  12  to       int   number of the server that it means to reach
 * </pre>
 */
record Hello(int from, int to) {
  static final int BYTES = 16;

  private static final int MAGIC = 0x4a44504c;
  private static final int VERSION = 1;

  ByteBuffer encode() {
    return ByteBuffer.allocate(BYTES).putInt(MAGIC).putInt(VERSION).putInt(from).putInt(to).flip();
  }

  /**
   * @return null if it is none, or of another version
   */
  static @Nullable Hello decode(ByteBuffer frame) {
    ByteBuffer in = frame.slice();
    if (in.remaining() != BYTES || in.getInt() != MAGIC || in.getInt() != VERSION) {
      return null;
    }
    return new Hello(in.getInt(), in.getInt());
  }
}
