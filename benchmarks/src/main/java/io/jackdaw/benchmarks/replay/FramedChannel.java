package io.jackdaw.benchmarks.replay;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** A connection that carries frames with a length of four bytes before each; never blocks. */
public final class FramedChannel implements AutoCloseable {
  private static final int PREFIX_BYTES = 4;

  private final SocketChannel channel;
  private final ByteBuffer in;
  private final ByteBuffer out;

  /** Takes over a connection that is past its handshake. */
  public FramedChannel(SocketChannel channel, int bufferBytes) throws IOException {
    this.channel = channel;
    this.in = ByteBuffer.allocateDirect(bufferBytes);
    this.out = ByteBuffer.allocateDirect(bufferBytes);
    channel.configureBlocking(false);
  }

  /** Has {@code selector} say when there is something to read and, if asked, room to write. */
  public SelectionKey await(Selector selector, boolean room) throws IOException {
    int both = SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    return channel.register(selector, room ? both : SelectionKey.OP_READ);
  }

  /** Where requests are appended; sent by {@link #flush}. */
  public ByteBuffer out() {
    return out;
  }

  /** Sends what the socket takes; returns whether nothing is left. */
  public boolean flush() throws IOException {
    if (out.position() == 0) {
      return true;
    }
    out.flip();
    channel.write(out);
    out.compact();
    return out.position() == 0;
  }

  /** Reads what has come; gives each whole frame, without its length, to {@code frames}. */
  public void read(Consumer<ByteBuffer> frames) throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("the server closed the connection");
    }
    in.flip();
    while (in.remaining() >= PREFIX_BYTES
        && in.remaining() >= PREFIX_BYTES + in.getInt(in.position())) {
      int length = in.getInt();
      frames.accept(in.slice(in.position(), length));
      in.position(in.position() + length);
    }
    in.compact();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
