package io.jackdaw.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that send without reading, or do not finish what they begin, cost little and only them. */
class UnkindPeersTest {
  private static final int REPLY_BYTES = 1 << 20;
  private static final int MAX_PENDING = 100;

  private final EventLoops loops = new EventLoops(1);
  private final AtomicInteger taken = new AtomicInteger();

  @AfterEach
  void closeLoops() {
    loops.close();
  }

  @Test
  void requestsOfAPeerThatDoesNotReadWaitUnserved() throws Exception {
    int requests = 200;
    try (Listener listener = listen(0, this::bigReplies);
        Socket socket = connect(listener)) {
      socket.getOutputStream().write(new byte[Integer.BYTES * requests]);
      await().until(() -> taken.get() > 0);
      await().during(Duration.ofMillis(200)).until(() -> taken.get() < requests / 4);

      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = 0; i < requests; i++) {
        assertThat(in.readInt()).isEqualTo(REPLY_BYTES);
        in.skipNBytes(REPLY_BYTES);
      }

      assertThat(taken).hasValue(requests);
    }
  }

  @Test
  void aPeerThatTakesNothingIsHungUpOnLikeASilentOne() throws IOException {
    AtomicInteger closed = new AtomicInteger();
    try (Listener listener = listen(200, connection -> bigReplies(connection, closed));
        Socket socket = connect(listener)) {
      socket.getOutputStream().write(new byte[Integer.BYTES * 50]);

      await().until(() -> closed.get() == 1);
    }
  }

  @Test
  void pushedFramesPileUpToALimit() throws IOException {
    AtomicInteger pushed = new AtomicInteger();
    AtomicInteger released = new AtomicInteger();
    try (Listener listener =
            listen(
                0,
                connection ->
                    handler(
                        frame ->
                            Thread.ofVirtual()
                                .start(() -> pushMany(connection, pushed, released))));
        Socket socket = connect(listener)) {
      socket.getOutputStream().write(new byte[Integer.BYTES]);

      await().until(() -> pushed.get() == 300 && released.get() == 300);
      assertThat(isHungUpOn(socket)).isTrue();
    }
  }

  private static void pushMany(
      Connection connection, AtomicInteger pushed, AtomicInteger released) {
    for (int i = 0; i < 300; i++) {
      connection.push(bigFrame().afterSend(released::incrementAndGet));
      pushed.incrementAndGet();
    }
  }

  @Test
  void aWordThatComesLetterByLetterIsTaken() throws Exception {
    int word = ByteBuffer.wrap("ruok".getBytes(StandardCharsets.US_ASCII)).getInt();
    try (Listener listener = listen(0, connection -> answering(connection, word));
        Socket socket = connect(listener)) {
      socket.setTcpNoDelay(true);
      for (byte letter : "ruok".getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(letter);
        await().pollDelay(Duration.ofMillis(20)).until(() -> true);
      }

      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("imok");
    }
  }

  @Test
  void aFrameThatComesByteByByteIsServed() throws Exception {
    try (Listener listener = listen(0, this::bigReplies);
        Socket socket = connect(listener)) {
      socket.setTcpNoDelay(true);
      byte[] frame = ByteBuffer.allocate(3004).putInt(3000).array();
      for (byte part : frame) {
        socket.getOutputStream().write(part);
      }

      assertThat(new DataInputStream(socket.getInputStream()).readInt()).isEqualTo(REPLY_BYTES);
    }
  }

  private static boolean isHungUpOn(Socket socket) throws IOException {
    try {
      socket.getInputStream().skip(Long.MAX_VALUE);
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private ConnectionHandler bigReplies(Connection connection) {
    return bigReplies(connection, new AtomicInteger());
  }

  private ConnectionHandler bigReplies(Connection connection, AtomicInteger closed) {
    return new ConnectionHandler() {
      @Override
      public void frame(ByteBuffer frame) {
        taken.incrementAndGet();
        connection.expectReply().complete(bigFrame());
      }

      @Override
      public void closed() {
        closed.incrementAndGet();
      }
    };
  }

  private static ConnectionHandler answering(Connection connection, int word) {
    return new ConnectionHandler() {
      @Override
      public boolean takesPrefix(int firstFourBytes, ByteBuffer more) {
        connection.sendRaw("imok".getBytes(StandardCharsets.US_ASCII));
        connection.closeAfterFlush();
        return firstFourBytes == word;
      }

      @Override
      public void frame(ByteBuffer frame) {
        throw new AssertionError("the word was taken for a length");
      }

      @Override
      public void closed() {}
    };
  }

  private static ConnectionHandler handler(java.util.function.Consumer<ByteBuffer> frames) {
    return new ConnectionHandler() {
      @Override
      public void frame(ByteBuffer frame) {
        frames.accept(frame);
      }

      @Override
      public void closed() {}
    };
  }

  private static OutboundFrame bigFrame() {
    OutboundFrame frame = new OutboundFrame();
    frame.reserve(REPLY_BYTES);
    return frame;
  }

  private Listener listen(long idleCloseMs, Function<Connection, ConnectionHandler> handlers) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Listener.bind(
        loops,
        new ListenerConfig("test", anyPort, REPLY_BYTES, MAX_PENDING, 0, 0, idleCloseMs),
        handlers);
  }

  private static Socket connect(Listener listener) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    socket.setSoTimeout(10_000);
    return socket;
  }
}
