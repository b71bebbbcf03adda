package io.jackdaw.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.NotReadOnlyException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is cut off from the others shows what it knows, and Apache's client looks. */
class ReadOnlyTest {
  private static final int SIZE = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path directory;
  private final Map<Integer, Jackdaw> nodes = new HashMap<>();
  private final List<Integer> ports = new ArrayList<>();
  private final BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws IOException {
    List<ServerSocket> reserved = new ArrayList<>();
    for (int i = 0; i < 3 * SIZE; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
    for (int id = 1; id <= SIZE; id++) {
      start(id);
    }
  }

  private int clientPort(int id) {
    return ports.get(id - 1);
  }

  private int adminPort(int id) {
    return ports.get(2 * SIZE + id - 1);
  }

  private void start(int id) throws IOException {
    Path dataDir = Files.createDirectories(directory.resolve("server-" + id));
    Files.writeString(dataDir.resolve("myid"), id + "\n");
    Map<String, String> zooCfg = new HashMap<>();
    for (int each = 1; each <= SIZE; each++) {
      zooCfg.put("server." + each, "127.0.0.1:%d:3888".formatted(ports.get(SIZE + each - 1)));
    }
    zooCfg.put("dataDir", dataDir.toString());
    zooCfg.put("clientPort", Integer.toString(clientPort(id)));
    zooCfg.put("clientPortAddress", "127.0.0.1");
    zooCfg.put("tickTime", "500");
    zooCfg.put("syncLimit", "2");
    zooCfg.put("readonlymode.enabled", "true");
    zooCfg.put("admin.serverAddress", "127.0.0.1");
    zooCfg.put("admin.serverPort", Integer.toString(adminPort(id)));
    nodes.put(id, Jackdaw.start(NodeConfig.coordination(zooCfg)));
  }

  @AfterEach
  void stop() {
    nodes.values().forEach(Jackdaw::close);
  }

  private ZooKeeper client(int id, boolean readOnly) throws IOException {
    return new ZooKeeper(
        "127.0.0.1:" + clientPort(id), 10_000, event -> states.add(event.getState()), readOnly);
  }

  private void awaitState(KeeperState wanted) throws InterruptedException {
    KeeperState state;
    do {
      state = states.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(state).as("a state until " + wanted).isNotNull();
    } while (state != wanted);
  }

  @Test
  void aSessionGoesOnWhileItsServerIsAloneAndAfterwards() throws Exception {
    try (ZooKeeper client = client(1, true)) {
      awaitState(KeeperState.SyncConnected);
      client.create("/seen", new byte[] {7}, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
      long session = client.getSessionId();
      assertThat(isro(1)).isEqualTo("rw");

      nodes.remove(2).close();
      awaitState(KeeperState.ConnectedReadOnly);

      assertThat(client.getData("/seen", false, null)).containsExactly(7);
      assertThatThrownBy(() -> client.setData("/seen", new byte[0], -1))
          .isInstanceOf(NotReadOnlyException.class);
      assertThat(isro(1)).isEqualTo("ro");
      assertThat(admin(1, "isro")).contains("\"read_only\" : true");
      assertThat(admin(1, "zabstate")).contains("\"zabstate\" : \"election\"");

      start(2);
      awaitState(KeeperState.SyncConnected);
      assertThat(client.getSessionId()).isEqualTo(session);
      client.setData("/seen", new byte[] {8}, -1);
      assertThat(client.exists("/seen", false).getEphemeralOwner()).isEqualTo(session);
    }
  }

  @Test
  void whoComesLateIsShownOnlyIfHeMayBe() throws Exception {
    try (ZooKeeper first = client(1, false)) {
      awaitState(KeeperState.SyncConnected);
      first.create("/old", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
    nodes.remove(2).close();
    await().atMost(PATIENCE).until(() -> isro(1).equals("ro"));
    states.clear();

    try (ZooKeeper refused = client(1, false);
        ZooKeeper shown = client(1, true)) {
      awaitState(KeeperState.ConnectedReadOnly);
      assertThat(shown.exists("/old", true)).isNotNull();
      assertThat(refused.getState().isConnected()).isFalse();
    }
  }

  @Test
  void theAdminServerKnowsTheEnsemble() throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> admin(1, "leader").contains("true") || admin(2, "leader").contains("true"));
    int leader = admin(1, "leader").contains("\"is_leader\" : true") ? 1 : 2;
    int other = 3 - leader;
    await()
        .atMost(PATIENCE)
        .until(() -> admin(other, "leader").contains("\"leader_id\" : " + leader));
    assertThat(admin(other, "leader")).contains("\"leader_ip\" : \"127.0.0.1\"");
    assertThat(admin(other, "voting_view"))
        .contains("\"127.0.0.1:" + ports.get(SIZE) + "\"", "\"participant\"");
    assertThat(admin(leader, "zabstate")).contains("\"voting\" : true", "broadcast");
    await()
        .atMost(PATIENCE)
        .until(() -> admin(leader, "monitor").contains("\"synced_followers\" : 1"));
    assertThat(admin(leader, "observers")).contains("\"synced_observers\" : 0");
  }

  private String admin(int id, String command) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:%d/commands/%s".formatted(adminPort(id), command));
      return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    }
  }

  private String isro(int id) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", clientPort(id))) {
      socket.getOutputStream().write("isro".getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
