package io.jackdaw.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.apache.zookeeper.CreateMode.EPHEMERAL;
import static org.apache.zookeeper.CreateMode.EPHEMERAL_SEQUENTIAL;
import static org.apache.zookeeper.CreateMode.PERSISTENT;
import static org.apache.zookeeper.ZooDefs.Ids.CREATOR_ALL_ACL;
import static org.apache.zookeeper.ZooDefs.Ids.OPEN_ACL_UNSAFE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.Cable;
import io.jackdaw.compat.rig.ServerUnderTest;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache ZooKeeper 3.9.5's Java client: sessions, watches, multi, ephemerals, reconnecting. */
class ZooKeeperClientTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private final List<ZooKeeperSession> open = new ArrayList<>();
  private ZooKeeper zk;

  @BeforeEach
  void openSession() throws Exception {
    zk = session().client();
    if (zk.exists("/t", false) == null) {
      zk.create("/t", new byte[0], OPEN_ACL_UNSAFE, PERSISTENT);
    }
  }

  @AfterEach
  void closeSessions() {
    open.forEach(ZooKeeperSession::close);
  }

  @Test
  void sessionTimeoutIsClampedToTicks() {
    // Two and twenty ticks of three seconds, the default.
    assertThat(session(Duration.ofSeconds(1)).client().getSessionTimeout()).isEqualTo(6000);
    assertThat(session(Duration.ofSeconds(90)).client().getSessionTimeout()).isEqualTo(60000);
    assertThat(session(Duration.ofSeconds(15)).client().getSessionTimeout()).isEqualTo(15000);
  }

  @Test
  void ephemeralGoesWithItsSession() throws Exception {
    ZooKeeperSession owner = session();
    owner.client().create("/t/mine", bytes("x"), OPEN_ACL_UNSAFE, EPHEMERAL);
    assertThat(zk.exists("/t/mine", false).getEphemeralOwner())
        .isEqualTo(owner.client().getSessionId());

    owner.close();

    assertThat(zk.exists("/t/mine", false)).isNull();
  }

  @Test
  void ephemeralGoesWhenItsOwnerFallsSilent() throws Exception {
    try (Cable cable = Cable.to(SERVER.connectString())) {
      ZooKeeperSession owner = ZooKeeperSession.open(cable.address(), Duration.ofSeconds(4));
      open.add(owner);
      owner.client().create("/t/silent", bytes("x"), OPEN_ACL_UNSAFE, EPHEMERAL);

      cable.cut();
      await().atMost(20, SECONDS).until(() -> zk.exists("/t/silent", false) == null);
      cable.mend();

      owner.awaitState(KeeperState.Expired);
    }
  }

  @Test
  void sessionSurvivesACutAndItsWatchesTellWhatItMissed() throws Exception {
    zk.create("/t/cut", bytes("0"), OPEN_ACL_UNSAFE, PERSISTENT);
    try (Cable cable = Cable.to(SERVER.connectString())) {
      ZooKeeperSession far = ZooKeeperSession.open(cable.address(), Duration.ofSeconds(30));
      open.add(far);
      long sessionId = far.client().getSessionId();
      far.client().create("/t/cut/alive", bytes("x"), OPEN_ACL_UNSAFE, EPHEMERAL);
      far.client().getData("/t/cut", far.watcher(), null);
      far.client().exists("/t/absent", far.watcher());
      far.client().addWatch("/t/cut", far.watcher(), AddWatchMode.PERSISTENT_RECURSIVE);

      cable.cut();
      far.awaitState(KeeperState.Disconnected);
      zk.setData("/t/cut", bytes("1"), -1);
      zk.create("/t/absent", bytes("x"), OPEN_ACL_UNSAFE, PERSISTENT);
      cable.mend();
      far.awaitState(KeeperState.SyncConnected);

      assertThat(List.of(far.nextEvent(), far.nextEvent()))
          .containsExactlyInAnyOrder("NodeDataChanged /t/cut", "NodeCreated /t/absent");
      assertThat(far.client().getSessionId()).isEqualTo(sessionId);
      assertThat(zk.exists("/t/cut/alive", false)).isNotNull();
      zk.create("/t/cut/after", bytes("x"), OPEN_ACL_UNSAFE, PERSISTENT);
      assertThat(far.nextEvent()).isEqualTo("NodeCreated /t/cut/after");
    }
  }

  @Test
  void sessionIsTakenOverOnlyWithItsPassword() throws Exception {
    ZooKeeper owner = session().client();
    owner.create("/t/kept", bytes("x"), OPEN_ACL_UNSAFE, EPHEMERAL);
    byte[] wrong = owner.getSessionPasswd().clone();
    wrong[0]++;

    CountDownLatch expired = new CountDownLatch(1);
    ZooKeeper thief =
        new ZooKeeper(
            SERVER.connectString(),
            30_000,
            event -> {
              if (event.getState() == KeeperState.Expired) {
                expired.countDown();
              }
            },
            owner.getSessionId(),
            wrong);

    assertThat(expired.await(20, SECONDS)).isTrue();
    thief.close();
    assertThat(zk.exists("/t/kept", false)).isNotNull();
  }

  @Test
  void oneShotWatchesFireOnceEach() throws Exception {
    ZooKeeperSession watching = session();
    zk.create("/t/shot", bytes("0"), OPEN_ACL_UNSAFE, PERSISTENT);
    watching.client().getData("/t/shot", watching.watcher(), null);
    watching.client().getChildren("/t/shot", watching.watcher());
    watching.client().exists("/t/shot/child", watching.watcher());

    zk.setData("/t/shot", bytes("1"), -1);
    zk.setData("/t/shot", bytes("2"), -1);
    zk.create("/t/shot/child", bytes("x"), OPEN_ACL_UNSAFE, PERSISTENT);
    zk.delete("/t/shot/child", -1);

    assertThat(allEvents(watching))
        .containsExactly(
            "NodeDataChanged /t/shot", "NodeCreated /t/shot/child", "NodeChildrenChanged /t/shot");
  }

  @Test
  void persistentWatchesGoOnUntilRemoved() throws Exception {
    ZooKeeperSession watching = session();
    zk.create("/t/lasting", bytes("0"), OPEN_ACL_UNSAFE, PERSISTENT);
    watching.client().addWatch("/t/lasting", watching.watcher(), AddWatchMode.PERSISTENT);

    zk.setData("/t/lasting", bytes("1"), -1);
    zk.create("/t/lasting/a", bytes("x"), OPEN_ACL_UNSAFE, PERSISTENT);
    zk.setData("/t/lasting/a", bytes("y"), -1);
    zk.delete("/t/lasting/a", -1);

    assertThat(allEvents(watching))
        .containsExactly(
            "NodeDataChanged /t/lasting",
            "NodeChildrenChanged /t/lasting",
            "NodeChildrenChanged /t/lasting");
  }

  @Test
  void recursiveWatchSeesTheSubtreeAndNoChildEvents() throws Exception {
    ZooKeeperSession watching = session();
    zk.create("/t/deep", bytes("0"), OPEN_ACL_UNSAFE, PERSISTENT);
    watching.client().addWatch("/t/deep", watching.watcher(), AddWatchMode.PERSISTENT_RECURSIVE);

    zk.create("/t/deep/a", bytes("x"), OPEN_ACL_UNSAFE, PERSISTENT);
    zk.create("/t/deep/a/b", bytes("x"), OPEN_ACL_UNSAFE, PERSISTENT);
    zk.setData("/t/deep/a/b", bytes("y"), -1);
    zk.delete("/t/deep/a/b", -1);

    assertThat(allEvents(watching))
        .containsExactly(
            "NodeCreated /t/deep/a",
            "NodeCreated /t/deep/a/b",
            "NodeDataChanged /t/deep/a/b",
            "NodeDeleted /t/deep/a/b");
  }

  @Test
  void notificationComesBeforeTheReplyThatShowsTheChange() throws Exception {
    ZooKeeperSession watching = session();
    zk.create("/t/order", bytes("0"), OPEN_ACL_UNSAFE, PERSISTENT);
    for (int round = 1; round <= 50; round++) {
      List<String> arrivals = Collections.synchronizedList(new ArrayList<>());
      watching.client().getData("/t/order", event -> arrivals.add("event"), null);
      zk.setData("/t/order", bytes("" + round), -1, (code, path, context, stat) -> {}, null);
      String expected = "" + round;
      CountDownLatch seen = new CountDownLatch(1);
      while (seen.getCount() > 0) {
        CountDownLatch answered = new CountDownLatch(1);
        watching
            .client()
            .getData(
                "/t/order",
                false,
                (code, path, context, data, stat) -> {
                  if (new String(data, UTF_8).equals(expected)) {
                    arrivals.add("value");
                    seen.countDown();
                  }
                  answered.countDown();
                },
                null);
        assertThat(answered.await(20, SECONDS)).isTrue();
      }
      assertThat(arrivals).containsExactly("event", "value");
    }
  }

  @Test
  void multiIsAllOrNothing() throws Exception {
    assertThatThrownBy(
            () ->
                zk.multi(
                    List.of(
                        Op.create("/t/multi", bytes("x"), OPEN_ACL_UNSAFE, PERSISTENT),
                        Op.check("/t", 99),
                        Op.delete("/t/multi", -1))))
        .isInstanceOfSatisfying(
            KeeperException.BadVersionException.class,
            refused -> assertThat(refused.getResults().get(0).getType()).isEqualTo(-1));
    assertThat(zk.exists("/t/multi", false)).isNull();

    zk.multi(
        List.of(
            Op.create("/t/multi", bytes("x"), OPEN_ACL_UNSAFE, PERSISTENT),
            Op.create("/t/multi/child", bytes("x"), OPEN_ACL_UNSAFE, PERSISTENT),
            Op.setData("/t/multi", bytes("y"), 0)));
    Stat stat = zk.exists("/t/multi", false);
    assertThat(stat.getVersion()).isEqualTo(1);
    assertThat(stat.getCzxid()).isEqualTo(stat.getMzxid()).isEqualTo(stat.getPzxid());
  }

  @Test
  void sequentialZnodesAreNumberedWithoutGaps() throws Exception {
    zk.create("/t/queue", bytes(""), OPEN_ACL_UNSAFE, PERSISTENT);
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      created.add(zk.create("/t/queue/n-", bytes(""), OPEN_ACL_UNSAFE, EPHEMERAL_SEQUENTIAL));
    }

    assertThat(created)
        .containsExactlyElementsOf(
            IntStream.range(0, 5).mapToObj("/t/queue/n-%010d"::formatted).toList());
  }

  @Test
  void repliesToPipelinedCallsComeInOrder() throws Exception {
    zk.create("/t/pipe", bytes(""), OPEN_ACL_UNSAFE, PERSISTENT);
    List<Integer> answered = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch all = new CountDownLatch(500);
    for (int i = 0; i < 500; i++) {
      int number = i;
      if (i % 2 == 0) {
        zk.create(
            "/t/pipe/" + i,
            bytes("x"),
            OPEN_ACL_UNSAFE,
            PERSISTENT,
            (code, path, context, name) -> note(answered, all, code == 0 ? number : -1),
            null);
      } else {
        zk.exists(
            "/t/pipe/" + (i - 1),
            false,
            (code, path, context, stat) -> note(answered, all, code == 0 ? number : -1),
            null);
      }
    }

    assertThat(all.await(60, SECONDS)).isTrue();
    assertThat(answered).containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
  }

  @Test
  void aclKeepsStrangersOut() throws Exception {
    zk.addAuthInfo("digest", bytes("alice:secret"));
    zk.create("/t/private", bytes("x"), CREATOR_ALL_ACL, PERSISTENT);
    ZooKeeper stranger = session().client();

    assertThatThrownBy(() -> stranger.getData("/t/private", false, null))
        .isInstanceOf(KeeperException.NoAuthException.class);
    stranger.addAuthInfo("digest", bytes("alice:secret"));
    assertThat(stranger.getData("/t/private", false, null)).isEqualTo(bytes("x"));
  }

  @Test
  void largeAndNullDataAreKeptAsTheyAre() throws Exception {
    byte[] large = new byte[1_000_000];
    large[999_999] = 7;
    zk.create("/t/large", large, OPEN_ACL_UNSAFE, PERSISTENT);
    zk.create("/t/null", null, OPEN_ACL_UNSAFE, PERSISTENT);

    assertThat(zk.getData("/t/large", false, null)).isEqualTo(large);
    assertThat(zk.getData("/t/null", false, null)).isNull();
  }

  @Test
  void chrootedClientSeesItsOwnRoot() throws Exception {
    ZooKeeper below = session(SERVER.connectString() + "/t").client();

    below.create("/in-chroot", bytes("x"), OPEN_ACL_UNSAFE, PERSISTENT);

    assertThat(zk.exists("/t/in-chroot", false)).isNotNull();
  }

  private static void note(List<Integer> answered, CountDownLatch all, int number) {
    answered.add(number);
    all.countDown();
  }

  private static List<String> allEvents(ZooKeeperSession session) throws Exception {
    session.drain();
    List<String> events = new ArrayList<>();
    String event = session.eventSoFar();
    while (event != null) {
      events.add(event);
      event = session.eventSoFar();
    }
    return events;
  }

  private ZooKeeperSession session() {
    return session(SERVER.connectString());
  }

  private ZooKeeperSession session(String connectString) {
    ZooKeeperSession session = ZooKeeperSession.open(connectString);
    open.add(session);
    return session;
  }

  private ZooKeeperSession session(Duration timeout) {
    ZooKeeperSession session = ZooKeeperSession.open(SERVER.connectString(), timeout);
    open.add(session);
    return session;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
