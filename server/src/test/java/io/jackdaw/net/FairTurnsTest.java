package io.jackdaw.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.time.EventLoop;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What one peer has sent in advance does not keep the event loop from the others. */
class FairTurnsTest {
  private static final int MAX_PENDING = 100;
  private static final int FRAMES = 50_000;
  private static final int FRAME_BYTES = 8;

  /** All three belong to the event loop until everything is answered. */
  private int handled;

  private int handledBefore;
  private int mostInATurn;

  @Test
  void aPeerThatSendsManyRequestsAtOnceGetsAFewOfThemATurn() throws Exception {
    try (EventLoops loops = new EventLoops(1);
        Listener listener =
            Listener.bind(
                loops,
                new ListenerConfig(
                    "test",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    1024,
                    MAX_PENDING,
                    0,
                    0,
                    0),
                this::answering);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      EventLoop loop = loops.next();
      loop.execute(() -> countTurn(loop));
      Thread sender = Thread.ofPlatform().start(() -> send(socket));

      new DataInputStream(socket.getInputStream()).readFully(new byte[FRAMES * FRAME_BYTES]);
      sender.join();
    }
    assertThat(handled).isEqualTo(FRAMES);
    assertThat(mostInATurn).isPositive().isLessThan(4 * MAX_PENDING);
  }

  /** Comes again once in each turn of the loop, as another connection would. */
  private void countTurn(EventLoop loop) {
    mostInATurn = Math.max(mostInATurn, handled - handledBefore);
    handledBefore = handled;
    if (handled < FRAMES) {
      loop.schedule(0, () -> countTurn(loop));
    }
  }

  private ConnectionHandler answering(Connection connection) {
    return new ConnectionHandler() {
      @Override
      public void frame(ByteBuffer frame) {
        handled++;
        connection.expectReply().complete(new OutboundFrame().wrap(ByteBuffer.allocate(4)));
      }

      @Override
      public void closed() {}
    };
  }

  private static void send(Socket socket) {
    ByteBuffer all = ByteBuffer.allocate(FRAMES * FRAME_BYTES);
    while (all.hasRemaining()) {
      all.putInt(4).putInt(all.position());
    }
    try {
      socket.getOutputStream().write(all.array());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
