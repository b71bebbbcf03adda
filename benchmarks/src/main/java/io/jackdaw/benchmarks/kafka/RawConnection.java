package io.jackdaw.benchmarks.kafka;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection to a broker, spoken by hand on a blocking socket, one request at a time. */
final class RawConnection implements AutoCloseable {
  private static final int PREFIX_BYTES = 4;
  private final SocketChannel channel;

  RawConnection(int port) throws IOException {
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Sends {@code frame}, length prefix and all; returns the reply without its own. */
  ByteBuffer exchange(byte[] frame) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(frame);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    return read(read(PREFIX_BYTES).getInt());
  }

  private ByteBuffer read(int bytes) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(bytes);
    while (in.hasRemaining()) {
      if (channel.read(in) < 0) {
        throw new EOFException("the broker closed the connection");
      }
    }
    return in.flip();
  }

  /** The connection, for someone else to drive. */
  SocketChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
