package io.jackdaw.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.zookeeper.RunningService.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service as Apache's own client sees it. */
class CoordinationServiceTest {
  private final RunningService server =
      new RunningService(Map.of("znode.container.checkIntervalMs", "50"));

  @AfterEach
  void stop() {
    server.close();
  }

  private static String create(Client client, String path, CreateMode mode) throws Exception {
    return client.zk.create(path, path.getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, mode);
  }

  @Test
  void aNewServerHasTheZnodesOfZooKeeper() throws Exception {
    try (Client client = server.client()) {
      Stat stat = client.zk.exists("/zookeeper", false);

      assertThat(stat.getCversion()).isEqualTo(-2);
      assertThat(stat.getCzxid()).isZero();
      assertThat(client.zk.getChildren("/zookeeper", false))
          .containsExactlyInAnyOrder("config", "quota");
      assertThat(client.zk.getData("/", false, null)).isEmpty();
      assertThat(client.zk.exists("/zookeeper/config", false).getAversion()).isEqualTo(-1);
    }
  }

  @Test
  void everythingSurvivesARestart() throws Exception {
    try (Client client = server.client()) {
      for (int i = 0; i < 120; i++) { // More than one snapshot's worth.
        create(client, "/n-", CreateMode.PERSISTENT_SEQUENTIAL);
      }
      client.zk.setData("/n-0000000007", null, 0);
      Stat before = client.zk.exists("/n-0000000007", false);
      create(client, "/mine", CreateMode.EPHEMERAL);

      server.restart();

      Awaitility.await().until(() -> client.zk.getState().isConnected());
      assertThat(client.zk.exists("/n-0000000007", false)).isEqualTo(before);
      assertThat(client.zk.getData("/n-0000000007", false, null)).isNull();
      assertThat(client.zk.getChildren("/", false)).hasSize(122);
      assertThat(client.zk.exists("/mine", false).getEphemeralOwner())
          .as("the session lives on")
          .isEqualTo(client.zk.getSessionId());
      assertThat(create(client, "/n-", CreateMode.PERSISTENT_SEQUENTIAL))
          .as("the root's znodes and /mine were counted")
          .isEqualTo("/n-0000000121");
      assertThat(client.zk.exists("/n-0000000121", false).getCzxid())
          .as("zxids go on rising")
          .isGreaterThan(before.getMzxid());
    }
  }

  @Test
  void aMultiIsDoneWholeOrNotAtAllAndSaysWhy() throws Exception {
    try (Client client = server.client()) {
      List<OpResult> results =
          client.zk.multi(
              List.of(
                  Op.create("/a", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                  Op.create("/a/b", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                  Op.setData("/a", new byte[] {1}, 0),
                  Op.check("/a", 1),
                  Op.delete("/a/b", 0)));
      assertThat(results).hasSize(5);
      Stat stat = client.zk.exists("/a", false);
      assertThat(stat.getCzxid()).isEqualTo(stat.getMzxid()).isEqualTo(stat.getPzxid());

      assertThatThrownBy(
              () ->
                  client.zk.multi(
                      List.of(
                          Op.setData("/a", new byte[] {2}, -1),
                          Op.check("/a", 77),
                          Op.delete("/a", -1))))
          .isInstanceOfSatisfying(
              KeeperException.BadVersionException.class,
              refused ->
                  assertThat(refused.getResults())
                      .extracting(each -> ((OpResult.ErrorResult) each).getErr())
                      .containsExactly(0, -103, -2));
      assertThat(client.zk.getData("/a", false, null)).containsExactly(1);
    }
  }

  @Test
  void watchesOfAllKindsFireAndInTheOrderOfTheChanges() throws Exception {
    try (Client watching = server.client();
        Client changing = server.client()) {
      watching.zk.exists("/a", true);
      watching.zk.addWatch("/", AddWatchMode.PERSISTENT_RECURSIVE);
      watching.zk.getChildren("/", true);

      create(changing, "/a", CreateMode.PERSISTENT);
      changing.zk.setData("/a", new byte[1], -1);
      create(changing, "/a/b", CreateMode.PERSISTENT);
      changing.zk.delete("/a/b", -1);

      assertThat(watching.nextEvent()).isEqualTo("NodeCreated /a");
      assertThat(watching.nextEvent()).isEqualTo("NodeChildrenChanged /");
      assertThat(watching.nextEvent()).isEqualTo("NodeDataChanged /a");
      assertThat(watching.nextEvent()).isEqualTo("NodeCreated /a/b");
      assertThat(watching.nextEvent()).isEqualTo("NodeDeleted /a/b");
    }
  }

  /** The client asks for its own write and reads behind it, all without waiting. */
  @Test
  void pipelinedReadsSeeTheSessionsEarlierWritesAndRepliesComeInOrder() throws Exception {
    try (Client client = server.client()) {
      create(client, "/a", CreateMode.PERSISTENT);
      List<String> answers = new ArrayList<>();
      int rounds = 300;
      CountDownLatch left = new CountDownLatch(rounds * 2);
      for (int i = 0; i < rounds; i++) {
        byte[] data = Integer.toString(i).getBytes(UTF_8);
        client.zk.setData(
            "/a",
            data,
            -1,
            (code, path, context, stat) -> {
              answers.add("set " + stat.getVersion());
              left.countDown();
            },
            null);
        client.zk.getData(
            "/a",
            false,
            (code, path, context, seen, stat) -> {
              answers.add("get " + new String(seen, UTF_8));
              left.countDown();
            },
            null);
      }
      assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < rounds; i++) {
        assertThat(answers.get(2 * i)).isEqualTo("set " + (i + 1));
        assertThat(answers.get(2 * i + 1)).isEqualTo("get " + i);
      }
    }
  }

  /** A watch set by a read must hear of the very next change, however the two race. */
  @Test
  void noChangeIsLostBetweenAReadAndItsWatch() throws Exception {
    try (Client watching = server.client();
        Client changing = server.client()) {
      create(changing, "/a", CreateMode.PERSISTENT);
      CountDownLatch stop = new CountDownLatch(1);
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (stop.getCount() > 0) {
                      try {
                        changing.zk.setData("/a", new byte[0], -1);
                      } catch (Exception closing) {
                        return;
                      }
                    }
                  });
      for (int i = 0; i < 300; i++) {
        watching.zk.getData("/a", true, null);
        assertThat(watching.nextEvent()).as("round %d", i).isEqualTo("NodeDataChanged /a");
      }
      stop.countDown();
      writer.join();
    }
  }

  @Test
  void anExpiredSessionLosesItsZnodesAndItsClientIsTold() throws Exception {
    try (Client watching = server.client()) {
      Client silent = server.client(1000);
      create(silent, "/gone", CreateMode.EPHEMERAL);
      long session = silent.zk.getSessionId();
      byte[] password = silent.zk.getSessionPasswd();
      watching.zk.exists("/gone", true);
      // Closing the socket only: a second connection takes the session, and then falls silent.
      try (RawClient thief = new RawClient(server.port())) {
        assertThat(thief.connect(0, 1000, session, password, true).id()).isEqualTo(session);
        silent.zk.close(500);
      }
      assertThat(watching.nextEvent()).isEqualTo("NodeDeleted /gone");
      try (RawClient late = new RawClient(server.port())) {
        assertThat(late.connect(0, 1000, session, password, true).id()).isZero();
      }
    }
  }

  @Test
  void aSessionMovesToAnotherConnectionWithItsPasswordOnly() throws Exception {
    try (Client client = server.client()) {
      long session = client.zk.getSessionId();
      try (RawClient stranger = new RawClient(server.port())) {
        assertThat(stranger.connect(0, 5000, session, new byte[16], true).timeoutMs()).isZero();
        assertThat(stranger.isClosedByServer()).isTrue();
      }
      assertThat(client.zk.exists("/", false)).as("undisturbed").isNotNull();
      client.events.clear();

      try (RawClient second = new RawClient(server.port())) {
        byte[] password = client.zk.getSessionPasswd();
        assertThat(second.connect(0, 5000, session, password, true).id()).isEqualTo(session);
        assertThat(client.events.poll(10, TimeUnit.SECONDS).getState())
            .as("the first connection is closed")
            .isEqualTo(KeeperState.Disconnected);
      }
    }
  }

  @Test
  void aContainerGoesWithItsLastChild() throws Exception {
    try (Client client = server.client()) {
      create(client, "/box", CreateMode.CONTAINER);
      create(client, "/box/a", CreateMode.PERSISTENT);
      client.zk.exists("/box", true);
      client.zk.delete("/box/a", -1);

      assertThat(client.nextEvent()).isEqualTo("NodeDeleted /box");
    }
  }

  @Test
  void closingLeavesNoThreadBehind() throws Exception {
    try (Client client = server.client()) {
      create(client, "/a", CreateMode.PERSISTENT);
    }
    server.close();

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("jackdaw-")));
  }
}
