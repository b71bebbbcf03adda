package io.jackdaw.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The servers of a running ensemble change, and Apache's client asks for it. */
class ReconfigTest {
  private static final int SIZE = 3;
  private static final int ALL = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String SUPER_DIGEST = "super:D/InIHSb7yEEbrWz8b9l71RjZJU=";

  @TempDir Path directory;
  private final Map<Integer, Jackdaw> nodes = new HashMap<>();
  private final Map<Integer, String> lines = new HashMap<>();
  private final Map<Integer, Integer> clientPorts = new HashMap<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws IOException {
    List<ServerSocket> reserved = new ArrayList<>();
    for (int id = 1; id <= ALL; id++) {
      ServerSocket peers = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      ServerSocket clients = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      reserved.add(peers);
      reserved.add(clients);
      clientPorts.put(id, clients.getLocalPort());
      lines.put(
          id,
          "127.0.0.1:%d:3888:participant;127.0.0.1:%d"
              .formatted(peers.getLocalPort(), clients.getLocalPort()));
    }
    for (ServerSocket socket : reserved) {
      socket.close();
    }
    for (int id = 1; id <= SIZE; id++) {
      start(id, 1, 2, 3);
    }
  }

  /** Starts a server whose {@code zoo.cfg} names these. */
  private void start(int id, int... known) throws IOException {
    Path dataDir = Files.createDirectories(directory.resolve("server-" + id));
    Files.writeString(dataDir.resolve("myid"), id + "\n");
    Path zooCfg = dataDir.resolve("zoo.cfg");
    if (!Files.exists(zooCfg)) {
      StringBuilder text = new StringBuilder("tickTime=1000\nreconfigEnabled=true\n");
      text.append("dataDir=").append(dataDir).append('\n');
      text.append("DigestAuthenticationProvider.superDigest=").append(SUPER_DIGEST).append('\n');
      for (int each : known) {
        text.append("server.%d=%s\n".formatted(each, lines.get(each)));
      }
      Files.writeString(zooCfg, text.toString());
    }
    Map<String, String> settings = new HashMap<>(PropertiesFile.read(zooCfg));
    settings.put(DynamicConfigFile.SOURCE, zooCfg.toString());
    nodes.put(id, Jackdaw.start(NodeConfig.coordination(settings)));
  }

  @AfterEach
  void stop() {
    nodes.values().forEach(Jackdaw::close);
  }

  private ZooKeeperAdmin connect(int... ids) throws Exception {
    List<String> addresses = new ArrayList<>();
    for (int id : ids) {
      addresses.add("127.0.0.1:" + clientPorts.get(id));
    }
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeperAdmin client =
        new ZooKeeperAdmin(
            String.join(",", addresses),
            6000,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
              if (event.getType() != EventType.None) {
                events.add(event.getType() + " " + event.getPath());
              }
            });
    assertThat(connected.await(40, TimeUnit.SECONDS)).isTrue();
    return client;
  }

  private ZooKeeperAdmin superUser(int... ids) throws Exception {
    ZooKeeperAdmin client = connect(ids);
    client.addAuthInfo("digest", "super:test".getBytes(UTF_8));
    return client;
  }

  private String text(int... ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append("server.%d=%s\n".formatted(id, lines.get(id)));
    }
    return text.toString();
  }

  private String line(int id) {
    return "server.%d=%s".formatted(id, lines.get(id));
  }

  private static String string(byte[] data) {
    return new String(data, UTF_8);
  }

  @Test
  void serversComeAndGoWhileClientsWrite() throws Exception {
    Stat stat = new Stat();
    try (ZooKeeperAdmin admin = superUser(1)) {
      await()
          .atMost(PATIENCE)
          .until(() -> string(admin.getConfig(false, stat)).contains("version"));
      assertThat(string(admin.getConfig(true, stat)))
          .isEqualTo(text(1, 2, 3) + "version=" + Long.toHexString(stat.getMzxid()));
      assertThat(stat.getVersion()).isEqualTo(-1);
      admin.create("/kept", "x".getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

      start(4, 1, 2, 3, 4);
      byte[] joined = admin.reconfigure(line(4), null, null, stat.getMzxid(), stat);
      assertThat(string(joined))
          .isEqualTo(text(1, 2, 3, 4) + "version=" + Long.toHexString(stat.getMzxid()));
      assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("NodeDataChanged /zookeeper/config");
      try (ZooKeeperAdmin late = connect(4)) {
        assertThat(string(late.getData("/kept", false, null))).isEqualTo("x");
      }

      byte[] left = admin.reconfigure((String) null, "3", null, -1, stat);
      assertThat(string(left)).startsWith(text(1, 2, 4) + "version=");
      // Two of the three that are left are a majority without the one that was removed.
      nodes.remove(3).close();
      nodes.remove(2).close();
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> admin.setData("/kept", "y".getBytes(UTF_8), -1) != null);
    }
    String zooCfg = Files.readString(directory.resolve("server-1/zoo.cfg"));
    String dynamic = Long.toHexString(stat.getMzxid());
    assertThat(zooCfg).contains("dynamicConfigFile=", ".dynamic." + dynamic, "tickTime=1000");
    assertThat(zooCfg).doesNotContain("server.1=");
    assertThat(directory.resolve("server-1/zoo.cfg.dynamic." + dynamic)).hasContent(text(1, 2, 4));
    nodes.remove(1).close();
    nodes.remove(4).close();
    for (int id : new int[] {1, 4}) {
      start(id);
    }
    try (ZooKeeperAdmin again = connect(4)) {
      assertThat(string(again.getData("/kept", false, null))).isEqualTo("y");
      assertThat(string(again.getConfig(false, null))).startsWith(text(1, 2, 4) + "version=");
    }
  }

  @Test
  void aServerThatIsRemovedServesNoMoreAndComesBackWhenItIsAdded() throws Exception {
    try (ZooKeeperAdmin admin = superUser(1, 2, 3);
        ZooKeeperAdmin there = superUser(2)) {
      assertThat(string(there.reconfigure((String) null, "2", null, -1, null)))
          .as("the answer leaves before the client is sent away")
          .startsWith(text(1, 3) + "version=");
      assertThatThrownBy(() -> connectFor(2, 2)).isInstanceOf(AssertionError.class);
      admin.create("/meanwhile", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> admin.reconfigure(line(2), null, null, -1, null) != null);
      try (ZooKeeperAdmin back = connect(2)) {
        assertThat(back.exists("/meanwhile", false)).isNotNull();
      }
    }
  }

  private void connectFor(int id, int seconds) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    try (ZooKeeperAdmin refused =
        new ZooKeeperAdmin(
            "127.0.0.1:" + clientPorts.get(id),
            6000,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            })) {
      assertThat(connected.await(seconds, TimeUnit.SECONDS)).isTrue();
      refused.close();
    }
  }

  @Test
  void allServersCanBeOthers() throws Exception {
    try (ZooKeeperAdmin admin = superUser(1, 2, 3)) {
      admin.create("/old", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      start(4, 1, 2, 3, 4);
      start(5, 1, 2, 3, 5);
      byte[] others = admin.reconfigure(null, null, text(4, 5), -1, null);
      assertThat(string(others)).startsWith(text(4, 5) + "version=");
    }
    for (int id = 1; id <= SIZE; id++) {
      nodes.remove(id).close();
    }
    try (ZooKeeperAdmin late = connect(4, 5)) {
      assertThat(late.exists("/old", false)).isNotNull();
      late.create("/new", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
  }

  @Test
  void whatCannotBeIsRefusedAsApacheRefusesIt() throws Exception {
    try (ZooKeeperAdmin stranger = connect(2);
        ZooKeeperAdmin admin = superUser(3)) {
      assertRefused(Code.NOAUTH, stranger, null, "3", null, -1);
      assertRefused(Code.BADARGUMENTS, stranger, "server.x", null, null, -1);
      assertRefused(Code.BADVERSION, stranger, null, "3", null, 77);
      assertRefused(Code.BADVERSION, admin, null, "3", null, 77);
      assertRefused(Code.MARSHALLINGERROR, admin, null, "abc", null, -1);
      assertRefused(Code.BADARGUMENTS, admin, null, "2,3", null, -1);
      assertRefused(Code.BADARGUMENTS, admin, "server.5=127.0.0.1:1111:1112", null, null, -1);
      assertRefused(Code.BADARGUMENTS, admin, "server.5=127.0.0.1:a:1112;1113", null, null, -1);
      assertRefused(Code.BADARGUMENTS, admin, null, null, "", -1);
      assertRefused(Code.BADARGUMENTS, admin, null, null, "hello", -1);
      assertRefused(Code.NEWCONFIGNOQUORUM, admin, null, null, text(1, 4, 5), -1);
      assertThat(string(admin.getConfig(false, null))).startsWith(text(1, 2, 3) + "version=");
    }
  }

  private static void assertRefused(
      Code code, ZooKeeperAdmin client, String joining, String leaving, String members, long from) {
    assertThatThrownBy(() -> client.reconfigure(joining, leaving, members, from, null))
        .isInstanceOfSatisfying(
            KeeperException.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }
}
