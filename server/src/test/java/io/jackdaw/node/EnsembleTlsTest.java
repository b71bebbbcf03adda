package io.jackdaw.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jackdaw.security.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ensemble whose servers prove to each other who they are, and those who cannot. */
class EnsembleTlsTest {
  private static final int SIZE = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path directory;
  private final Map<Integer, Jackdaw> nodes = new HashMap<>();
  private final int[] clientPorts = new int[SIZE + 1];
  private final int[] peerPorts = new int[SIZE + 1];

  @BeforeEach
  void reserve() throws IOException {
    List<ServerSocket> reserved = new ArrayList<>();
    for (int id = 1; id <= SIZE; id++) {
      ServerSocket peers = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      ServerSocket clients = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.addAll(List.of(peers, clients));
      peerPorts[id] = peers.getLocalPort();
      clientPorts[id] = clients.getLocalPort();
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
  }

  @AfterEach
  void stop() {
    nodes.values().forEach(Jackdaw::close);
  }

  private Map<String, String> zooCfg(int id) throws IOException {
    Path dataDir = Files.createDirectories(directory.resolve("server-" + id));
    Files.writeString(dataDir.resolve("myid"), id + "\n");
    Map<String, String> zooCfg = new HashMap<>();
    for (int other = 1; other <= SIZE; other++) {
      zooCfg.put("server." + other, "127.0.0.1:" + peerPorts[other] + ":3888");
    }
    zooCfg.put("dataDir", dataDir.toString());
    zooCfg.put("clientPort", Integer.toString(clientPorts[id]));
    zooCfg.put("clientPortAddress", "127.0.0.1");
    zooCfg.put("tickTime", "1000");
    zooCfg.put("sslQuorum", "true");
    return zooCfg;
  }

  private void start(int id, TestKeys own, TestKeys believed) throws Exception {
    Map<String, String> zooCfg = zooCfg(id);
    zooCfg.put("ssl.quorum.keyStore.location", own.pkcs12().toString());
    zooCfg.put("ssl.quorum.keyStore.password", TestKeys.PASSWORD);
    zooCfg.put(
        "ssl.quorum.trustStore.location",
        TestKeys.believing(directory.resolve("trust-" + id + ".p12"), believed).toString());
    zooCfg.put("ssl.quorum.trustStore.password", TestKeys.PASSWORD);
    nodes.put(id, Jackdaw.start(NodeConfig.coordination(zooCfg)));
  }

  private ZooKeeper connect(int id) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper client =
        new ZooKeeper(
            "127.0.0.1:" + clientPorts[id],
            10_000,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    assertThat(connected.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return client;
  }

  @Test
  void strangersGetNothingAndDisturbNobody() throws Exception {
    TestKeys keys = TestKeys.of("servers", directory);
    TestKeys mallory = TestKeys.of("mallory", directory);
    for (int id = 1; id <= SIZE; id++) {
      start(id, keys, keys);
    }
    try (ZooKeeper client = connect(1)) {
      client.create("/before", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

      for (int id = 1; id <= SIZE; id++) {
        assertThat(answerTo(noise(id), peerPorts[id])).doesNotContain("/before");
        int port = peerPorts[id];
        assertThatThrownBy(() -> handshake(mallory, keys, port)).isInstanceOf(IOException.class);
      }

      client.create("/after", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
  }

  @Test
  void aServerWithAnotherKeyIsNotOneOfThem() throws Exception {
    TestKeys keys = TestKeys.of("servers", directory);
    TestKeys mallory = TestKeys.of("mallory", directory);
    start(1, keys, keys);
    start(2, keys, keys);
    start(3, mallory, mallory);
    try (ZooKeeper client = connect(1)) {
      client.create("/secret", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    nodes.remove(2).close();

    CountDownLatch served = new CountDownLatch(1);
    try (ZooKeeper alone =
        new ZooKeeper(
            "127.0.0.1:" + clientPorts[3],
            4000,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                served.countDown();
              }
            })) {
      assertThat(served.await(3, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void withoutAKeyNothingIsStarted() throws Exception {
    Map<String, String> zooCfg = zooCfg(1);

    assertThatThrownBy(() -> Jackdaw.start(NodeConfig.coordination(zooCfg)))
        .hasMessageContaining("ssl.quorum.keyStore.location");
  }

  private static byte[] noise(int seed) {
    byte[] noise = new byte[500];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  /** What is answered until the connection is closed, which it has to be. */
  private static String answerTo(byte[] bytes, int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes);
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (java.net.SocketException reset) {
        return "";
      }
    }
  }

  private static void handshake(TestKeys own, TestKeys server, int port) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            own.clientOf(server)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.startHandshake();
      socket.getOutputStream().write(new byte[20]);
      if (socket.getInputStream().read() < 0) {
        throw new SSLException("closed");
      }
    }
  }

  @Test
  void anEnsembleOverTlsChangesItsLeader() throws Exception {
    TestKeys keys = TestKeys.of("servers", directory);
    for (int id = 1; id <= SIZE; id++) {
      start(id, keys, keys);
    }
    connect(1).close();
    nodes.remove(1).close();

    try (ZooKeeper client = connect(2)) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () -> client.create("/on", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
    }
  }
}
