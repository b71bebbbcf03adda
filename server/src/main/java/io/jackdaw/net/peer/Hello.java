package io.jackdaw.net.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The first frame on a connection between servers.
 *
 * <pre>
 *   0  magic    int    "JDPL"
 *   4  version  int    2
 *   8  from     int    number of the server that sends
 *  12  to       int    number of the server that it means to reach
 *  16  port     int    where the sender is reached itself
 *  20  host     UTF-8, to the end
 * </pre>
 */
record Hello(int from, int to, PeerNetwork.Address address) {
  static final int MAX_BYTES = 20 + 1024;

  private static final int FIXED_BYTES = 20;
  private static final int MAGIC = 0x4a44504c;
  private static final int VERSION = 2;

  ByteBuffer encode() {
    byte[] host = address.host().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(FIXED_BYTES + host.length)
        .putInt(MAGIC)
        .putInt(VERSION)
        .putInt(from)
        .putInt(to)
        .putInt(address.port())
        .put(host)
        .flip();
  }

  /**
   * @return null if it is none, or of another version
   */
  static @Nullable Hello decode(ByteBuffer frame) {
    ByteBuffer in = frame.slice();
    if (in.remaining() <= FIXED_BYTES || in.getInt() != MAGIC || in.getInt() != VERSION) {
      return null;
    }
    int from = in.getInt();
    int to = in.getInt();
    int port = in.getInt();
    byte[] host = new byte[in.remaining()];
    in.get(host);
    boolean possible = from > 0 && port > 0 && port <= 0xffff;
    return possible
        ? new Hello(
            from, to, new PeerNetwork.Address(new String(host, StandardCharsets.UTF_8), port))
        : null;
  }
}
