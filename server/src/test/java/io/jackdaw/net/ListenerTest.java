package io.jackdaw.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTest {
  private final EventLoops loops = new EventLoops(2);
  private final List<Connection.PendingReply> pending = new CopyOnWriteArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();

  @TempDir Path directory;

  @AfterEach
  void closeLoops() {
    loops.close();
  }

  @Test
  void repliesLeaveInTheOrderOfRequestsWhateverTheOrderOfCompletion() throws IOException {
    try (Listener listener = listen(this::keepingReplies);
        Socket socket = connect(listener)) {
      send(socket, "a", "b", "c");
      await().until(() -> pending.size() == 3);

      pending.get(2).complete(frame("C"));
      pending.get(1).skip();
      pending.get(0).complete(frame("A"));

      assertThat(receive(socket)).isEqualTo("A");
      assertThat(receive(socket)).isEqualTo("C");
    }
  }

  @Test
  void aFramePushedByAnotherThreadLeavesBeforeAReplyCompletedAfterIt() throws Exception {
    try (Listener listener =
            listen(
                connection ->
                    handler(
                        frame -> {
                          var reply = connection.expectReply();
                          Thread pusher =
                              Thread.ofPlatform().start(() -> connection.push(frame("event")));
                          joined(pusher);
                          reply.complete(frame("reply"));
                        }));
        Socket socket = connect(listener)) {
      for (int i = 0; i < 200; i++) {
        send(socket, "request");
        assertThat(receive(socket)).isEqualTo("event");
        assertThat(receive(socket)).isEqualTo("reply");
      }
    }
  }

  @Test
  void framesThatAReplyIsBehindLeaveRightBeforeItHoweverLateThatIs() throws IOException {
    try (Listener listener = listen(this::keepingReplies);
        Socket socket = connect(listener)) {
      send(socket, "a", "b");
      await().until(() -> pending.size() == 2);

      pending.get(1).complete(frame("B").behind(frame("event 1")).behind(frame("event 2")));
      pending.get(0).complete(frame("A"));

      assertThat(receive(socket)).isEqualTo("A");
      assertThat(receive(socket)).isEqualTo("event 1");
      assertThat(receive(socket)).isEqualTo("event 2");
      assertThat(receive(socket)).isEqualTo("B");
    }
  }

  @Test
  void aPausedConnectionTakesNothingUntilItGoesOnButSeesItsPeerLeave() throws IOException {
    List<Connection> paused = new CopyOnWriteArrayList<>();
    List<String> taken = new CopyOnWriteArrayList<>();
    try (Listener listener =
            listen(
                connection ->
                    handler(
                        frame -> {
                          paused.add(connection);
                          connection.pauseReading();
                          taken.add(StandardCharsets.US_ASCII.decode(frame).toString());
                        }));
        Socket socket = connect(listener);
        Socket leaving = connect(listener)) {
      send(socket, "a", "b", "c");
      await().until(() -> taken.equals(List.of("a")));
      paused.getFirst().resumeReading();
      await().until(() -> taken.equals(List.of("a", "b")));
      send(leaving, "x");
      await().until(() -> taken.contains("x"));

      leaving.close();

      await().until(() -> closed.get() == 1);
      assertThat(taken).containsExactly("a", "b", "x");
    }
  }

  @Test
  void whoMustWaitIsServedLaterAndWhoIsNotWelcomeIsHungUpOn() throws IOException {
    try (Listener listener = listen(this::echo)) {
      listener.guard(verdict(new Admission.Verdict(true, 50)));
      try (Socket late = connect(listener)) {
        send(late, "hello");
        assertThat(receive(late)).isEqualTo("hello");
      }
      listener.guard(verdict(new Admission.Verdict(false, 50)));
      try (Socket unwelcome = connect(listener)) {
        assertThat(unwelcome.getInputStream().read()).isEqualTo(-1);
      }
      listener.guard(verdict(Admission.Verdict.REFUSED));
      try (Socket refused = connect(listener)) {
        assertThat(refused.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  private static Admission verdict(Admission.Verdict verdict) {
    return new Admission() {
      @Override
      public Verdict opened(InetAddress peer) {
        return verdict;
      }

      @Override
      public void closed(InetAddress peer) {}
    };
  }

  @Test
  void sendsPiecesOfMemoryAndFilesInOneFrame() throws IOException {
    try (DiskFile file = new LocalDisk().open(directory.resolve("file"))) {
      file.write(ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.US_ASCII)), 0);
      AtomicInteger sent = new AtomicInteger();
      try (Listener listener =
              listen(
                  connection ->
                      handler(
                          request -> {
                            OutboundFrame frame = new OutboundFrame();
                            frame.file(file, 2, 3);
                            frame.reserve(1).put((byte) '-');
                            frame.file(file, 7, 3).wrap(ByteBuffer.wrap(new byte[] {'!'}));
                            frame.afterSend(sent::incrementAndGet);
                            connection.expectReply().complete(frame);
                          }));
          Socket socket = connect(listener)) {
        send(socket, "request");

        assertThat(receive(socket)).isEqualTo("234-789!");
        await().untilAtomic(sent, org.hamcrest.Matchers.is(1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1 << 30, Integer.MIN_VALUE})
  void aFalseLengthClosesThatConnectionAndNoOther(int length) throws IOException {
    try (Listener listener = listen(this::echo);
        Socket good = connect(listener);
        Socket bad = connect(listener)) {
      new DataOutputStream(bad.getOutputStream()).writeInt(length);

      assertThat(bad.getInputStream().read()).isEqualTo(-1);
      send(good, "still here");
      assertThat(receive(good)).isEqualTo("still here");
    }
  }

  @Test
  void aPeerWithTooManyUnansweredRequestsIsNotReadUntilTheyAreAnswered() throws IOException {
    try (Listener listener = listen(this::keepingReplies);
        Socket socket = connect(listener)) {
      send(socket, "a", "b", "c", "d", "e", "f");
      await().until(() -> pending.size() >= 5);
      int answered = 0;
      for (String expected : List.of("a", "b", "c", "d", "e", "f")) {
        int next = answered++;
        await().until(() -> pending.size() > next);
        pending.get(next).complete(frame(expected));
        assertThat(receive(socket)).isEqualTo(expected);
      }
    }
  }

  @Test
  void connectionsBeyondTheLimitOfOneAddressAreClosed() throws IOException {
    ListenerConfig oneEach = new ListenerConfig("test", loopback(), 1024, 4, 0, 1, 0);
    try (Listener listener = Listener.bind(loops, oneEach, this::echo);
        Socket first = connect(listener)) {
      send(first, "hello");
      assertThat(receive(first)).isEqualTo("hello");
      try (Socket second = connect(listener)) {
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
      send(first, "again");
      assertThat(receive(first)).isEqualTo("again");
    }
  }

  @Test
  void framesInPartsTakeTurnsWhenMemoryIsBoundedAndWholeOnesPass() throws IOException {
    RequestMemory memory = new RequestMemory(1000);
    ListenerConfig bounded =
        new ListenerConfig("test", loopback(), 1 << 20, 4, 0, 0, 0).within(memory);
    try (Listener listener = Listener.bind(loops, bounded, this::echo);
        Socket first = connect(listener);
        Socket second = connect(listener);
        Socket third = connect(listener);
        Socket small = connect(listener)) {
      String large = "x".repeat(400_000);
      begin(first, large);
      await().until(memory::isExhausted);
      begin(second, large);
      begin(third, large);
      send(small, "hello");
      assertThat(receive(small)).isEqualTo("hello");

      third.close();
      finish(second, large);
      finish(first, large);

      assertThat(receive(first)).isEqualTo(large);
      assertThat(receive(second)).isEqualTo(large);
      await().until(() -> memory.available() == 1000);
    }
  }

  private static void begin(Socket socket, String frame) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(frame.length());
    out.writeBytes(frame.substring(0, 1000));
  }

  private static void finish(Socket socket, String frame) {
    byte[] rest = frame.substring(1000).getBytes(StandardCharsets.US_ASCII);
    // A server that does not read lets its peer wait.
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                socket.getOutputStream().write(rest);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }

  @Test
  void closingTellsEveryHandlerOnce() throws IOException {
    try (Listener listener = listen(this::echo);
        Socket first = connect(listener);
        Socket second = connect(listener)) {
      send(first, "x");
      send(second, "y");
      receive(first);
      receive(second);
    }
    await().untilAtomic(closed, org.hamcrest.Matchers.is(2));
  }

  @Test
  void aPortInUseIsRefusedWithAWayOut() {
    try (Listener listener = listen(this::echo)) {
      ListenerConfig same =
          new ListenerConfig(
              "test",
              new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()),
              1024,
              4,
              0,
              0,
              0);
      assertThatThrownBy(() -> Listener.bind(loops, same, this::echo))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("choose another");
    }
  }

  private ConnectionHandler echo(Connection connection) {
    return handler(
        request -> {
          OutboundFrame frame = new OutboundFrame();
          frame.reserve(request.remaining()).put(request);
          connection.expectReply().complete(frame);
        });
  }

  private ConnectionHandler keepingReplies(Connection connection) {
    return handler(request -> pending.add(connection.expectReply()));
  }

  private ConnectionHandler handler(java.util.function.Consumer<ByteBuffer> frames) {
    return new ConnectionHandler() {
      @Override
      public void frame(ByteBuffer frame) {
        frames.accept(frame);
      }

      @Override
      public void closed() {
        closed.incrementAndGet();
      }
    };
  }

  private Listener listen(Function<Connection, ConnectionHandler> handlers) {
    return Listener.bind(
        loops, new ListenerConfig("test", loopback(), 1 << 20, 4, 0, 0, 0), handlers);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Socket connect(Listener listener) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), listener.port());
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static OutboundFrame frame(String text) {
    return new OutboundFrame().wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** All in one write: they arrive whole. */
  private static void send(Socket socket, String... frames) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (String frame : frames) {
      out.writeInt(frame.length());
      out.writeBytes(frame);
    }
    socket.getOutputStream().write(bytes.toByteArray());
  }

  private static String receive(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] frame = new byte[in.readInt()];
    in.readFully(frame);
    return new String(frame, StandardCharsets.US_ASCII);
  }
}
