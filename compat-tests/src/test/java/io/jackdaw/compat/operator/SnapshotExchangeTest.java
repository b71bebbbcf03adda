package io.jackdaw.compat.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ZooKeeperSession;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;

/** What one server streams as a snapshot the other restores, znode by znode, both ways. */
class SnapshotExchangeTest {
  private static final Map<String, String> SUPER = Map.of("Authorization", "digest super:test");

  @Test
  void ourSnapshotIsRestoredOnApaches() throws Exception {
    try (OperatedServer from = OperatedServer.jackdaw();
        OperatedServer to = OperatedServer.apache()) {
      exchange(from, to);
    }
  }

  @Test
  void apachesSnapshotIsRestoredOnOurs() throws Exception {
    try (OperatedServer from = OperatedServer.apache();
        OperatedServer to = OperatedServer.jackdaw()) {
      exchange(from, to);
    }
  }

  @Test
  void aFollowersSnapshotIsRestoredOnApaches() throws Exception {
    try (OperatedEnsemble from = OperatedEnsemble.jackdaw();
        OperatedServer to = OperatedServer.apache()) {
      exchange(from.server("follower"), to);
    }
  }

  private static void exchange(OperatedServer from, OperatedServer to) throws Exception {
    SortedMap<String, String> sent;
    HttpResponse<byte[]> snapshot;
    try (ZooKeeperSession session = ZooKeeperSession.open(from.connectString())) {
      fill(session.client());
      sent = contents(session.client());
      snapshot = from.get("/commands/snapshot?streaming=true", SUPER);
    }
    assertThat(snapshot.statusCode()).isEqualTo(200);
    assertThat(snapshot.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    assertThat(snapshot.headers().firstValue("snapshot_size"))
        .hasValue("" + snapshot.body().length);
    String zxid = snapshot.headers().firstValue("last_zxid").orElseThrow();

    HttpResponse<byte[]> restored = to.post("/commands/restore", snapshot.body(), SUPER);

    assertThat(restored.statusCode()).isEqualTo(200);
    assertThat(new String(restored.body(), UTF_8))
        .contains("\"last_zxid\" : " + Long.decode(zxid), "\"command\" : \"restore\"");
    try (ZooKeeperSession session = ZooKeeperSession.open(to.connectString())) {
      assertThat(contents(session.client())).isEqualTo(sent);
    }
  }

  private static void fill(ZooKeeper client) throws Exception {
    client.create("/plain", "data".getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    client.create("/null", null, Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
    client.create("/container", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER);
    List<ACL> guarded =
        Arrays.asList(
            new ACL(Perms.READ | Perms.ADMIN, new Id("world", "anyone")),
            new ACL(Perms.ALL, new Id("ip", "127.0.0.1")));
    client.create("/guarded", "x".getBytes(UTF_8), guarded, CreateMode.PERSISTENT);
    for (int i = 0; i < 3; i++) {
      client.create("/plain/s", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
    }
    client.delete("/plain/s0000000001", -1);
    client.setData("/plain", "more".getBytes(UTF_8), -1);
    client.create("/plain/e", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    for (int i = 0; i < 500; i++) {
      client.create("/plain/child" + i, new byte[i], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
  }

  /** Everything a client can see of every znode, by its path. */
  private static SortedMap<String, String> contents(ZooKeeper client) throws Exception {
    SortedMap<String, String> contents = new TreeMap<>();
    collect(client, "/", contents);
    return contents;
  }

  private static void collect(ZooKeeper client, String path, Map<String, String> into)
      throws Exception {
    Stat stat = new Stat();
    byte[] data = client.getData(path, false, stat);
    String acl = path.startsWith("/zookeeper") ? "" : client.getACL(path, new Stat()).toString();
    into.put(path, (data == null ? "null" : new String(data, UTF_8)) + stat + acl);
    for (String child : client.getChildren(path, false)) {
      collect(client, path.equals("/") ? "/" + child : path + "/" + child, into);
    }
  }
}
