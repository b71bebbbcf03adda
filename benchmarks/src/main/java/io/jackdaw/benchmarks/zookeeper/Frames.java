package io.jackdaw.benchmarks.zookeeper;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * ZooKeeper's requests as bytes, each with its length prefix. A frame begins with length (4) and
 * xid (4); a reply, without length, with xid (4), zxid (8), error (4). Source: zookeeper.jute.
 */
final class Frames {
  static final int XID = 4;

  /** Where a reply has its error code. */
  static final int ERROR = 12;

  /** Where a reply has its body. */
  static final int BODY = 16;

  private static final int CREATE = 1;
  private static final int GET_DATA = 4;
  private static final int SET_DATA = 5;
  private static final int GET_CHILDREN = 8;
  private static final int MULTI = 14;
  private static final int CLOSE_SESSION = -11;

  private static final int ALL_PERMISSIONS = 31;
  private static final int ANY_VERSION = -1;
  private static final int LARGEST = 64 * 1024;
  private static final int PASSWORD_BYTES = 16;

  private Frames() {}

  static byte[] connect(int timeoutMs) {
    return frame(
        out -> {
          out.putInt(0); // protocol
          out.putLong(0); // last zxid seen
          out.putInt(timeoutMs);
          out.putLong(0); // session
          buffer(out, new byte[PASSWORD_BYTES]);
          out.put((byte) 0); // not read-only
        });
  }

  static byte[] create(String path, byte[] data, boolean ephemeral) {
    return frame(
        out -> {
          header(out, CREATE);
          string(out, path);
          buffer(out, data);
          out.putInt(1);
          out.putInt(ALL_PERMISSIONS);
          string(out, "world");
          string(out, "anyone");
          out.putInt(ephemeral ? 1 : 0);
        });
  }

  static byte[] getData(String path, boolean watch) {
    return frame(
        out -> {
          header(out, GET_DATA);
          string(out, path);
          out.put((byte) (watch ? 1 : 0));
        });
  }

  static byte[] getChildren(String path) {
    return frame(
        out -> {
          header(out, GET_CHILDREN);
          string(out, path);
          out.put((byte) 0);
        });
  }

  static byte[] setData(String path, byte[] data) {
    return frame(
        out -> {
          header(out, SET_DATA);
          string(out, path);
          buffer(out, data);
          out.putInt(ANY_VERSION);
        });
  }

  /** A multi of {@code operations} times the same {@code setData}. */
  static byte[] multiSetData(String path, byte[] data, int operations) {
    return frame(
        out -> {
          header(out, MULTI);
          for (int i = 0; i < operations; i++) {
            multiHeader(out, SET_DATA, false);
            string(out, path);
            buffer(out, data);
            out.putInt(ANY_VERSION);
          }
          multiHeader(out, -1, true);
        });
  }

  static byte[] closeSession() {
    return frame(out -> header(out, CLOSE_SESSION));
  }

  private static void header(ByteBuffer out, int operation) {
    out.putInt(1);
    out.putInt(operation);
  }

  private static void multiHeader(ByteBuffer out, int operation, boolean done) {
    out.putInt(operation);
    out.put((byte) (done ? 1 : 0));
    out.putInt(-1);
  }

  private static void string(ByteBuffer out, String text) {
    buffer(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void buffer(ByteBuffer out, byte[] bytes) {
    out.putInt(bytes.length);
    out.put(bytes);
  }

  private static byte[] frame(Consumer<ByteBuffer> body) {
    ByteBuffer out = ByteBuffer.allocate(LARGEST);
    out.putInt(0);
    body.accept(out);
    out.putInt(0, out.position() - 4);
    return Arrays.copyOf(out.array(), out.position());
  }
}
