package io.jackdaw.fuzz;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** A connection that sends anything, and knows by a request at the end when it was dealt with. */
final class FuzzedConnection implements AutoCloseable {
  /** A reply that takes longer waits for something, as a fetch does. */
  private static final int PATIENCE_MS = 50;

  private final Socket socket;
  private final DataInputStream in;

  FuzzedConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  static byte[] framed(byte[] frame) {
    return ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).array();
  }

  /**
   * Waits for the reply that begins with {@code tag}, throwing others away.
   *
   * @return false if the connection was closed, or something has to be waited for
   */
  boolean awaitReply(int tag, int patienceMs) {
    try {
      socket.setSoTimeout(patienceMs);
      while (true) {
        int length = in.readInt();
        if (length < 4) {
          in.skipNBytes(length);
          continue;
        }
        int first = in.readInt();
        in.skipNBytes(length - 4L);
        if (first == tag) {
          return true;
        }
      }
    } catch (SocketTimeoutException waits) {
      return false;
    } catch (IOException closed) {
      return false;
    }
  }

  boolean awaitReply(int tag) {
    return awaitReply(tag, PATIENCE_MS);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
