package io.jackdaw.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jackdaw.disk.FakeDisk;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.apache.zookeeper.KeeperException.ThrottledOpException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A coordination service whose disk is full, as Apache's client sees it. */
class FullDiskTest {
  private static final byte[] MUCH = new byte[500_000];

  private final FakeDisk disk = new FakeDisk(1);
  private final RunningService server = new RunningService(Map.of(), disk);
  private RunningService.Client client;

  @BeforeEach
  void fill() throws Exception {
    client = server.client(3000);
    client.zk.create("/kept", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    disk.limit(disk.usedBytes());
  }

  @AfterEach
  void stop() {
    disk.limit(Long.MAX_VALUE);
    client.close();
    server.close();
  }

  private void writeUntilRefused() {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                client.zk.setData("/kept", MUCH, -1);
              }
            })
        .isInstanceOf(ThrottledOpException.class);
  }

  @Test
  void refusesWritesAnswersReadsKeepsSessionsAndWritesAgainByItself() throws Exception {
    long session = client.zk.getSessionId();
    writeUntilRefused();
    int version = client.zk.exists("/kept", false).getVersion();

    assertThatThrownBy(
            () -> client.zk.create("/x", MUCH, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT))
        .isInstanceOf(ThrottledOpException.class);
    assertThat(client.zk.exists("/x", false)).isNull();
    client.zk.getTestable().closeSocket();
    await()
        .ignoreException(ConnectionLossException.class)
        .until(() -> client.zk.exists("/kept", false).getVersion() == version);

    disk.limit(Long.MAX_VALUE);
    await()
        .ignoreException(ThrottledOpException.class)
        .until(() -> client.zk.setData("/kept", MUCH, version).getVersion() == version + 1);
    assertThat(client.zk.getSessionId()).isEqualTo(session);
  }

  @Test
  void closesASessionThatWantedToBeClosedAndOpensOneThatWaitedWhenThereIsSpace() throws Exception {
    RunningService.Client other = server.client(10_000);
    other.zk.create("/ephemeral", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    writeUntilRefused();

    other.close();
    assertThat(client.zk.exists("/ephemeral", false)).as("cannot be written yet").isNotNull();
    Thread opening = Thread.ofVirtual().start(this::openAndClose);
    disk.limit(Long.MAX_VALUE);

    await().until(() -> client.zk.exists("/ephemeral", false) == null);
    opening.join();
  }

  private void openAndClose() {
    try {
      server.client().close();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }
}
