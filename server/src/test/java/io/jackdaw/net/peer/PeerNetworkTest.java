package io.jackdaw.net.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers of an ensemble, and whoever else finds their ports. */
class PeerNetworkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A server that is not known, and may speak. */
  private static final int WELCOME = 4;

  private PeerNetwork.Address first;
  private PeerNetwork.Address second;
  private Peer one;
  private Peer two;

  @BeforeEach
  void start() throws IOException {
    first = new PeerNetwork.Address("127.0.0.1", freePort());
    second = new PeerNetwork.Address("127.0.0.1", freePort());
    one = new Peer(1, first, Map.of(2, second));
    two = new Peer(2, second, Map.of(1, first));
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void framesArriveWholeAndInOrder() {
    await().atMost(PATIENCE).until(() -> one.events.contains("connected 2"));
    for (int i = 0; i < 1000; i++) {
      one.send(2, new byte[1 + i * 7 % 5000]);
    }

    await().atMost(PATIENCE).until(() -> two.frames.size() == 1000);
    for (int i = 0; i < 1000; i++) {
      assertThat(two.frames.get(i)).isEqualTo(1 + i * 7 % 5000);
    }
  }

  @Test
  void aServerThatWentIsNoticedAndFoundAgain() {
    await().atMost(PATIENCE).until(() -> one.events.contains("connected 2"));
    await().atMost(PATIENCE).until(() -> two.events.contains("connected 1"));

    two.close();
    await().atMost(PATIENCE).until(() -> one.events.contains("lost 2"));
    one.events.clear();
    two = new Peer(2, second, Map.of(1, first));

    await().atMost(PATIENCE).until(() -> one.events.contains("connected 2"));
    one.send(2, new byte[5]);
    await().atMost(PATIENCE).until(() -> two.frames.contains(5));
  }

  @Test
  void whoDoesNotSayWhoHeIsIsShownOutWithoutAWord() throws IOException {
    byte[] noise = "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(answers(noise)).isEmpty();
    assertThat(answers(framed(new Hello(2, 7, second).encode()))).isEmpty();
    assertThat(answers(framed(new Hello(9, 1, second).encode()))).isEmpty();
    assertThat(answers(new byte[0])).isEmpty();

    assertThat(one.frames).isEmpty();
    assertThat(one.events).doesNotContain("lost 2", "lost 9");
  }

  @Test
  void whoIsWelcomeIsConnectedToAsWell() throws IOException {
    PeerNetwork.Address other = new PeerNetwork.Address("127.0.0.1", freePort());
    Peer four = new Peer(WELCOME, other, Map.of(1, first));
    try {
      await().atMost(PATIENCE).until(() -> four.events.contains("connected 1"));
      await().atMost(PATIENCE).until(() -> one.events.contains("connected 4"));
      four.send(1, new byte[7]);
      await().atMost(PATIENCE).until(() -> one.frames.contains(7));
    } finally {
      four.close();
    }
  }

  @Test
  void whoDoesNotBelongAnyMoreIsDisconnectedAndNotLetInAgain() {
    await().atMost(PATIENCE).until(() -> two.events.contains("connected 1"));
    await().atMost(PATIENCE).until(() -> one.events.contains("connected 2"));
    two.events.clear();

    one.loop.execute(() -> one.network.become(Map.of()));

    await().atMost(PATIENCE).until(() -> two.events.contains("lost 1"));
    await().atMost(PATIENCE).until(() -> one.events.contains("lost 2"));
    one.send(2, new byte[9]);
    two.send(1, new byte[9]);
    assertThat(one.frames).doesNotContain(9);
    assertThat(two.frames).doesNotContain(9);
  }

  private static byte[] framed(ByteBuffer frame) {
    return ByteBuffer.allocate(4 + frame.remaining()).putInt(frame.remaining()).put(frame).array();
  }

  /** All that comes back until the connection is closed. */
  private byte[] answers(byte[] said) throws IOException {
    try (Socket socket = new Socket(first.host(), first.port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(said);
      try (InputStream in = socket.getInputStream()) {
        return in.readAllBytes();
      } catch (SocketException reset) {
        return new byte[0];
      }
    }
  }

  /** One server, and what it is told. */
  private static final class Peer implements PeerNetwork.Receiver {
    private final PeerLoop loop = new PeerLoop("peer");
    private final PeerNetwork network;
    private final List<Integer> frames = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();

    Peer(int own, PeerNetwork.Address address, Map<Integer, PeerNetwork.Address> others) {
      network = new PeerNetwork(loop, own, address, null);
      network.start(this);
      loop.execute(() -> network.become(others));
    }

    void send(int to, byte[] frame) {
      loop.execute(
          () -> {
            network.send(to, ByteBuffer.wrap(frame));
            network.flush();
          });
    }

    @Override
    public void received(int from, ByteBuffer frame) {
      frames.add(frame.remaining());
    }

    @Override
    public boolean welcomes(int stranger) {
      return stranger == WELCOME;
    }

    @Override
    public void connected(int to) {
      events.add("connected " + to);
    }

    @Override
    public void lost(int from) {
      events.add("lost " + from);
    }

    void close() {
      network.close();
      loop.close();
    }
  }
}
