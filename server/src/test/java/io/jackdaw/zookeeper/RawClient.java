package io.jackdaw.zookeeper;

import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A client that sends exactly what a test says. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private int xid;

  /** What a connect request was answered. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Session(int timeoutMs, long id, byte[] password, int bytes) {}

  /** A reply's or notification's header, and what follows. */
  record Reply(int xid, long zxid, int error, JuteReader body) {}

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  Session connect() throws IOException {
    return connect(0, 10_000, 0, new byte[16], true);
  }

  Session connect(long lastZxid, int timeoutMs, long session, byte[] password, boolean readOnlyByte)
      throws IOException {
    JuteWriter writer = new JuteWriter();
    writer.writeInt(0).writeLong(lastZxid).writeInt(timeoutMs).writeLong(session);
    writer.writeBuffer(password);
    if (readOnlyByte) {
      writer.writeBoolean(false);
    }
    sendFrame(writer.written());
    ByteBuffer reply = readFrame();
    int bytes = reply.remaining();
    JuteReader reader = new JuteReader(reply);
    reader.readInt();
    int timeout = reader.readInt();
    long id = reader.readLong();
    return new Session(timeout, id, Objects.requireNonNull(reader.readBuffer(), "password"), bytes);
  }

  /** Sends a request without waiting; its xid. */
  int send(OpCode code, ByteBuffer body) throws IOException {
    return send(code.code(), body);
  }

  int send(int code, ByteBuffer body) throws IOException {
    xid++;
    sendFrame(new JuteWriter().writeInt(xid).writeInt(code).writeRaw(body).written());
    return xid;
  }

  Reply call(OpCode code, ByteBuffer body) throws IOException {
    send(code, body);
    return read();
  }

  Reply read() throws IOException {
    JuteReader reader = new JuteReader(readFrame());
    return new Reply(reader.readInt(), reader.readLong(), reader.readInt(), reader);
  }

  void sendFrame(ByteBuffer frame) throws IOException {
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    ByteBuffer whole = ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes);
    sendBytes(whole.array());
  }

  void sendBytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  private ByteBuffer readFrame() throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes);
  }

  /** Whether the server has closed the connection, after what is still to be read. */
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() == -1;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
