package io.jackdaw.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers of a coordination service, and Apache's client. */
class EnsembleTest {
  private static final int SIZE = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path directory;
  private final Map<Integer, Jackdaw> nodes = new HashMap<>();
  private final Map<Integer, Integer> clientPorts = new HashMap<>();
  private final Map<String, String> serverLines = new HashMap<>();

  @BeforeEach
  void start() throws IOException {
    List<ServerSocket> reserved = new ArrayList<>();
    for (int id = 1; id <= SIZE; id++) {
      ServerSocket peers = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      ServerSocket clients = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(peers);
      reserved.add(clients);
      clientPorts.put(id, clients.getLocalPort());
      serverLines.put("server." + id, "127.0.0.1:" + peers.getLocalPort() + ":3888");
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
    for (int id = 1; id <= SIZE; id++) {
      start(id);
    }
  }

  private void start(int id) throws IOException {
    Path dataDir = Files.createDirectories(directory.resolve("server-" + id));
    Files.writeString(dataDir.resolve("myid"), id + "\n");
    Map<String, String> zooCfg = new HashMap<>(serverLines);
    zooCfg.put("dataDir", dataDir.toString());
    zooCfg.put("clientPort", Integer.toString(clientPorts.get(id)));
    zooCfg.put("clientPortAddress", "127.0.0.1");
    zooCfg.put("tickTime", "1000");
    zooCfg.put("4lw.commands.whitelist", "*");
    nodes.put(id, Jackdaw.start(NodeConfig.coordination(zooCfg)));
  }

  @AfterEach
  void stop() {
    nodes.values().forEach(Jackdaw::close);
  }

  @Test
  void whatOneServerAcknowledgesAnotherShowsAfterASync() throws Exception {
    try (ZooKeeper writer = connect("127.0.0.1:" + clientPorts.get(1));
        ZooKeeper reader = connect("127.0.0.1:" + clientPorts.get(2))) {
      for (int i = 0; i < 20; i++) {
        String path = "/node-" + i;
        writer.create(path, new byte[] {(byte) i}, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        CountDownLatch synced = new CountDownLatch(1);
        reader.sync("/", (code, at, context) -> synced.countDown(), null);
        assertThat(synced.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.getData(path, false, null)).containsExactly(i);
      }
      assertThat(modes()).containsOnlyOnce("leader");
    }
  }

  @Test
  void aSessionOutlivesItsServerAndTheLeader() throws Exception {
    String all =
        String.join(",", clientPorts.values().stream().map(port -> "127.0.0.1:" + port).toList());
    try (ZooKeeper client = connect(all)) {
      client.create("/alive", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
      long session = client.getSessionId();

      int leader = leader();
      nodes.remove(leader).close();

      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  client.create("/after", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
      assertThat(client.getSessionId()).isEqualTo(session);
      assertThat(client.exists("/alive", false).getEphemeralOwner()).isEqualTo(session);
      start(leader);
      try (ZooKeeper late = connect("127.0.0.1:" + clientPorts.get(leader))) {
        assertThat(late.exists("/alive", false)).isNotNull();
      }
    }
  }

  @Test
  void aLeaderThatIsStoppedIsReplacedBeforeItGoes() throws Exception {
    int leader = leader();
    int other = leader % SIZE + 1;
    try (ZooKeeper client = connect("127.0.0.1:" + clientPorts.get(other))) {
      client.create("/outage", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      Thread stopping = Thread.ofVirtual().start(() -> nodes.remove(leader).close());
      long longestNs = 0;
      int afterwards = 0;
      for (long before = System.nanoTime(); afterwards < 100; ) {
        client.setData("/outage", new byte[0], -1);
        long now = System.nanoTime();
        longestNs = Math.max(longestNs, now - before);
        before = now;
        afterwards += stopping.isAlive() ? 0 : 1;
      }
      // An election by silence takes 200 ms at least, and 400 ms by the wish of who was elected.
      assertThat(longestNs / 1_000_000).as("ms without writes").isLessThan(200);
      start(leader);
    }
  }

  @Test
  void aSessionThatIsNotHeardOfExpiresOnEveryServer() throws Exception {
    ZooKeeper silent = connect("127.0.0.1:" + clientPorts.get(1));
    try (ZooKeeper witness = connect("127.0.0.1:" + clientPorts.get(2))) {
      silent.create("/gone", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
      long session = silent.getSessionId();
      byte[] password = silent.getSessionPasswd();
      await().atMost(PATIENCE).until(() -> witness.exists("/gone", false) != null);

      nodes.remove(1).close();

      await().atMost(PATIENCE).until(() -> witness.exists("/gone", false) == null);
      CountDownLatch expired = new CountDownLatch(1);
      try (ZooKeeper back =
          new ZooKeeper(
              "127.0.0.1:" + clientPorts.get(3),
              4000,
              event -> {
                if (event.getState() == KeeperState.Expired) {
                  expired.countDown();
                }
              },
              session,
              password)) {
        assertThat(expired.await(20, TimeUnit.SECONDS)).isTrue();
      }
      start(1);
    } finally {
      silent.close();
    }
  }

  @Test
  void anEnsembleAcrossANetworkWantsToBeToldThatItIsOpen() throws IOException {
    Path dataDir = Files.createDirectories(directory.resolve("open"));
    Files.writeString(dataDir.resolve("myid"), "1");
    Map<String, String> zooCfg =
        Map.of(
            "dataDir", dataDir.toString(),
            "clientPort", "0",
            "server.1", "192.0.2.1:2888:3888",
            "server.2", "192.0.2.2:2888:3888");

    assertThatThrownBy(() -> Jackdaw.start(NodeConfig.coordination(zooCfg)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("set sslQuorum=true");
  }

  private ZooKeeper connect(String address) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper client =
        new ZooKeeper(
            address,
            4000,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    assertThat(connected.await(40, TimeUnit.SECONDS)).isTrue();
    return client;
  }

  private int leader() throws IOException {
    await().atMost(PATIENCE).until(() -> modes().contains("leader"));
    return modes().indexOf("leader") + 1;
  }

  /** What each server calls itself, in the order of their numbers. */
  private List<String> modes() throws IOException {
    List<String> modes = new ArrayList<>();
    for (int id = 1; id <= SIZE; id++) {
      modes.add(nodes.containsKey(id) ? mode(clientPorts.get(id)) : "");
    }
    return modes;
  }

  private static String mode(int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> line.startsWith("Mode: "))
          .map(line -> line.substring("Mode: ".length()))
          .findFirst()
          .orElse("");
    }
  }
}
