package io.jackdaw.compat.torture;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.Cables;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.JackdawEnsemble;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;

/** Three packaged servers, of which one is on a file system that fills up and is freed again. */
final class EnsembleFullDiskTest {
  private static final int SMALL = 3;
  private static final byte[] LARGE = new byte[200_000];

  /** More than a server has reserved, and less than it keeps in memory. */
  private static final int WRITES = 60;

  @Test
  void aServerWithoutRoomFollowsTheOthersAndStoresAllWhenThereIsRoom() throws Exception {
    try (SmallFileSystem disk = SmallFileSystem.mount(64);
        JackdawEnsemble ensemble =
            JackdawEnsemble.on(
                Cables.between(3),
                3,
                500,
                new JackdawEnsemble.Options(Map.of(SMALL, disk.root()), List.of()));
        ZooKeeperSession session = ZooKeeperSession.open(ensemble.server(SMALL).address())) {
      JackdawCoordination full = ensemble.server(SMALL);
      ZooKeeper client = session.client();
      long id = client.getSessionId();
      client.create("/kept", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);

      disk.fill();
      for (int i = 0; i < WRITES; i++) {
        client.setData("/kept", LARGE, i);
      }
      awaitInLog(full, "The disk of the ensemble's log is full");
      await().atMost(20, SECONDS).until(() -> ensemble.leader() != 0 && ensemble.leader() != SMALL);
      assertThat(client.exists("/kept", false).getVersion()).isEqualTo(WRITES);
      try (ZooKeeperSession other = ZooKeeperSession.open(ensemble.server(1).address())) {
        other.client().create("/elsewhere", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.sync("/", (code, path, context) -> {}, null);
        assertThat(client.exists("/elsewhere", false)).as("it follows").isNotNull();
      }

      disk.free();
      awaitInLog(full, "has space again");
      ensemble.server(ensemble.leader() == 1 ? 2 : 1).kill();
      int version = client.setData("/kept", LARGE, WRITES).getVersion();
      assertThat(version).as("one of two that are left").isEqualTo(WRITES + 1);
      assertThat(client.getSessionId()).isEqualTo(id);

      full.kill();
      full.start();
      await()
          .atMost(20, SECONDS)
          .ignoreExceptions()
          .until(() -> client.exists("/kept", false).getVersion() == version);
    }
  }

  private static void awaitInLog(JackdawCoordination server, String text) {
    await().atMost(20, SECONDS).until(() -> server.log().contains(text));
  }
}
