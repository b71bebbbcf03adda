package io.jackdaw.benchmarks.zookeeper;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A session spoken by hand on a blocking socket, one request at a time. */
final class RawSession implements AutoCloseable {
  private static final int TIMEOUT_MS = 40_000;
  private static final int SESSION_ID = 8;

  private final SocketChannel channel;
  private ByteBuffer in = ByteBuffer.allocate(64 * 1024);

  /** Connects and opens a session. */
  RawSession(int port) throws IOException {
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    ByteBuffer reply = exchange(Frames.connect(TIMEOUT_MS));
    if (reply.getLong(SESSION_ID) == 0) {
      throw new IllegalStateException("no session was given");
    }
  }

  static List<RawSession> open(int port, int sessions) throws IOException {
    List<RawSession> open = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      open.add(new RawSession(port));
    }
    return open;
  }

  /** Sends {@code frame} and waits for its reply, which must not be a refusal. */
  void call(byte[] frame) throws IOException {
    int error = exchange(frame).getInt(Frames.ERROR);
    if (error != 0) {
      throw new IllegalStateException("refused with " + error);
    }
  }

  private ByteBuffer exchange(byte[] frame) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(frame);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    in.clear().limit(4);
    fill();
    int length = in.getInt(0);
    if (length > in.capacity()) {
      in = ByteBuffer.allocate(length);
    }
    in.clear().limit(length);
    fill();
    return in.flip();
  }

  private void fill() throws IOException {
    while (in.hasRemaining()) {
      if (channel.read(in) < 0) {
        throw new EOFException("the server closed the connection");
      }
    }
  }

  /** The connection, for someone else to drive. */
  SocketChannel channel() {
    return channel;
  }

  /** Drops the connection; its session goes on until it expires. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
