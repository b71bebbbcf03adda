package io.jackdaw.benchmarks.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The least that a broker can do: what comes on a connection goes into a file as it is, whole
 * frames at a time, and each is answered by zeros. It looks at nothing but lengths: no checksum,
 * offset, index or order between connections. A thread and a file for each connection.
 *
 * <p>Usage: {@code BareSink DIRECTORY}; it says its port, and runs until it is killed.
 */
public final class BareSink {
  private static final int PREFIX_BYTES = 4;
  private static final int BUFFER_BYTES = 256 * 1024;

  /** As long as the answers of a broker to a request for one partition. */
  private static final int ANSWER_BYTES = 80;

  private BareSink() {}

  public static void main(String[] args) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      System.out.println(server.socket().getLocalPort());
      for (int number = 0; ; number++) {
        SocketChannel client = server.accept();
        Path file = Path.of(args[0], "sink-" + number);
        Thread.ofPlatform().start(() -> swallow(client, file));
      }
    }
  }

  private static void swallow(SocketChannel client, Path path) {
    ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    ByteBuffer answers = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (client;
        FileChannel file =
            FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      while (client.read(in) >= 0) {
        int whole = 0;
        while (in.position() - whole >= PREFIX_BYTES
            && in.position() - whole >= PREFIX_BYTES + in.getInt(whole)) {
          whole += PREFIX_BYTES + in.getInt(whole);
          answers.putInt(ANSWER_BYTES).position(answers.position() + ANSWER_BYTES);
        }
        in.flip();
        int end = in.limit();
        in.limit(whole);
        while (in.hasRemaining()) {
          file.write(in);
        }
        in.limit(end);
        in.compact();
        answers.flip();
        while (answers.hasRemaining()) {
          client.write(answers);
        }
        answers.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
