package io.jackdaw.compat.rig;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A TCP connection on which a test writes whatever bytes it likes. Numbers are big-endian. */
public final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MS = 15_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  public RawConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** The port on this side: what the server's log names this connection by. */
  public int localPort() {
    return socket.getLocalPort();
  }

  public RawConnection send(byte... bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  /** Sends only a length, as if a frame of so many bytes followed. */
  public RawConnection sendLength(int length) throws IOException {
    out.writeInt(length);
    return this;
  }

  public RawConnection sendFrame(byte... body) throws IOException {
    byte[] frame =
        ByteBuffer.allocate(Integer.BYTES + body.length).putInt(body.length).put(body).array();
    out.write(frame);
    return this;
  }

  /** A whole frame from the server, without its length. */
  public byte[] receiveFrame() throws IOException {
    byte[] body = new byte[in.readInt()];
    in.readFully(body);
    return body;
  }

  /** Whether something was sent that has not been received yet. */
  public boolean hasSomething() throws IOException {
    return in.available() > 0;
  }

  /** Says that nothing more will be sent; still reads. */
  public RawConnection halfClose() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Waits until the server has closed its side; what it sends before that is thrown away. */
  public void awaitClosed() {
    try {
      while (in.read() >= 0) {
        continue;
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server keeps the connection", e);
    } catch (IOException e) {
      // Reset: closed as well.
    }
  }

  /** All that the server sends until it closes, as text. */
  public String receiveText() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
