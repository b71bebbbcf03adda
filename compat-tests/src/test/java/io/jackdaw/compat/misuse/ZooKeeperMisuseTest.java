package io.jackdaw.compat.misuse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.RawConnection;
import io.jackdaw.compat.rig.WireBytes;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients of the coordination service that misuse it, or ask for much. */
class ZooKeeperMisuseTest {
  private static final int MANY = Integer.getInteger("jackdaw.misuse.many", 1);
  private static final int CREATE = 1;
  private static final int GET_DATA = 4;
  private static final int EXISTS = 3;
  private static final int PING = 11;

  @RegisterExtension static final MisusedServer SERVER = new MisusedServer();

  private static int port() {
    return SERVER.server().zooKeeperPort();
  }

  private static ZooKeeperSession session() {
    return ZooKeeperSession.open(SERVER.server().connectString());
  }

  private static void connect(RawConnection connection) throws IOException {
    connect(connection, 30_000);
  }

  private static void connect(RawConnection connection, int timeoutMs) throws IOException {
    connection.sendFrame(WireBytes.oldZooKeeperConnect(timeoutMs).toBytes());
  }

  private static byte[] pathRequest(int xid, int operation, String path, boolean watch) {
    return new WireBytes()
        .int32(xid)
        .int32(operation)
        .buffer(path.getBytes(US_ASCII))
        .int8(watch ? 1 : 0)
        .toBytes();
  }

  @Test
  void whoOpensNoSessionIsHungUpOn() throws Exception {
    SERVER.endures(
        "handshakes never finished",
        () -> {
          try (Crowd crowd = new Crowd(port(), 500 * MANY, c -> c.sendLength(44).send((byte) 0))) {
            crowd.each(RawConnection::awaitClosed);
          }
        });
  }

  @Test
  void aRequestThatComesByteByByteIsAnswered() throws Exception {
    SERVER.endures(
        "slow writers",
        () -> {
          byte[] request = WireBytes.oldZooKeeperConnect(30_000).toBytes();
          try (Crowd crowd = new Crowd(port(), 50, c -> c.sendLength(request.length))) {
            for (byte part : request) {
              crowd.each(connection -> connection.send(part));
            }
            crowd.each(RawConnection::receiveFrame);
          }
        });
  }

  @Test
  void idleSessionsWatchOneZnodeAndAllHearOfIt() throws Exception {
    try (ZooKeeperSession session = session()) {
      session.client().create("/fan", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      SERVER.endures(
          "idle sessions, one watch each, fired",
          () -> {
            int sessions = 5_000 * Math.min(2, MANY);
            try (Crowd crowd = new Crowd(port(), sessions, ZooKeeperMisuseTest::connect)) {
              crowd.each(RawConnection::receiveFrame);
              crowd.each(c -> c.sendFrame(pathRequest(1, GET_DATA, "/fan", true)));
              crowd.each(RawConnection::receiveFrame);
              session.client().setData("/fan", new byte[1], -1);
              crowd.each(c -> assertThat(xid(c.receiveFrame())).isEqualTo(-1));
            }
          });
    }
  }

  private static int xid(byte[] frame) {
    return ByteBuffer.wrap(frame).getInt();
  }

  @Test
  void whoDoesNotReadIsNotServedFurtherAndMayReadLater() throws Exception {
    int requests = 300;
    try (ZooKeeperSession session = session()) {
      session
          .client()
          .create("/big", new byte[1_000_000], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
    SERVER.endures(
        "pipelines and never reads",
        () -> {
          try (Crowd crowd = new Crowd(port(), 20, ZooKeeperMisuseTest::connect)) {
            crowd.each(RawConnection::receiveFrame);
            crowd.each(
                connection -> {
                  for (int xid = 1; xid <= requests; xid++) {
                    connection.sendFrame(pathRequest(xid, GET_DATA, "/big", false));
                  }
                });
            AtomicInteger read = new AtomicInteger();
            crowd.each(
                connection -> {
                  // All of one client's; the first few of the others'.
                  int wanted = read.get() == 0 ? requests : 3;
                  for (int xid = 1; xid <= wanted; xid++) {
                    assertThat(xid(connection.receiveFrame())).isEqualTo(xid);
                    read.incrementAndGet();
                  }
                });
          }
        });
  }

  @Test
  void aHundredThousandWatchesOfOneSessionAreKeptAndForgotten() throws Exception {
    int watches = 100_000;
    SERVER.endures(
        "100,000 watches by one session",
        () -> {
          try (RawConnection connection = new RawConnection(port())) {
            connect(connection);
            connection.receiveFrame();
            Thread writer =
                Thread.ofVirtual()
                    .start(
                        () -> {
                          try {
                            for (int i = 0; i < watches; i++) {
                              connection.sendFrame(pathRequest(i, EXISTS, "/none/" + i, true));
                            }
                          } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                        });
            for (int i = 0; i < watches; i++) {
              connection.receiveFrame();
            }
            writer.join();
          }
        });
  }

  @Test
  void moreChildrenThanAClientTakesCostItsConnectionOnly() throws Exception {
    int children = MANY > 1 ? 200_000 : 20_000;
    String prefix = "/wide/" + "c".repeat(60) + "-";
    try (ZooKeeperSession session = session()) {
      ZooKeeper client = session.client();
      client.create("/wide", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      SERVER.endures(
          children + " children",
          () -> {
            Semaphore underWay = new Semaphore(1_000);
            CountDownLatch created = new CountDownLatch(children);
            for (int i = 0; i < children; i++) {
              underWay.acquire();
              client.create(
                  prefix + i,
                  new byte[0],
                  Ids.OPEN_ACL_UNSAFE,
                  CreateMode.PERSISTENT,
                  (code, path, context, name) -> {
                    underWay.release();
                    created.countDown();
                  },
                  null);
            }
            assertThat(created.await(120, TimeUnit.SECONDS)).isTrue();
            // As with Apache's server, which sends it too: the client takes no such packet.
            assertThatThrownBy(() -> client.getChildren("/wide", false))
                .isInstanceOf(ConnectionLossException.class);
          });
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(client.getAllChildrenNumber("/wide")).isEqualTo(children));
    }
  }

  @Test
  void aZnodeOverTheLimitCostsItsConnectionOnly() throws Exception {
    try (ZooKeeperSession session = session()) {
      SERVER.endures(
          "a znode over jute.maxbuffer",
          () ->
              assertThatThrownBy(
                      () ->
                          session
                              .client()
                              .create(
                                  "/too-big",
                                  new byte[2_000_000],
                                  Ids.OPEN_ACL_UNSAFE,
                                  CreateMode.PERSISTENT))
                  .isInstanceOf(ConnectionLossException.class));
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(session.client().exists("/too-big", false)).isNull());
    }
  }

  @Test
  void longAndDeepPathsAreZnodesLikeOthers() throws Exception {
    try (ZooKeeperSession session = session()) {
      SERVER.endures(
          "long and deep paths",
          () -> {
            ZooKeeper client = session.client();
            String longPath = "/" + "l".repeat(500_000);
            client.create(longPath, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(client.exists(longPath, false)).isNotNull();
            client.delete(longPath, -1);
            StringBuilder path = new StringBuilder();
            CountDownLatch created = new CountDownLatch(1_000);
            for (int depth = 0; depth < 1_000; depth++) {
              path.append("/d");
              client.create(
                  path.toString(),
                  new byte[0],
                  Ids.OPEN_ACL_UNSAFE,
                  CreateMode.PERSISTENT,
                  (code, at, context, name) -> created.countDown(),
                  null);
            }
            assertThat(created.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(client.exists(path.toString(), false)).isNotNull();
          });
    }
  }

  @Test
  void sessionsComeAndGo() throws Exception {
    SERVER.endures(
        "session storm",
        () -> {
          for (int round = 0; round < 10 * MANY; round++) {
            try (Crowd crowd = new Crowd(port(), 200, ZooKeeperMisuseTest::connect)) {
              crowd.each(RawConnection::receiveFrame);
              if (round % 2 == 0) {
                crowd.each(c -> c.sendFrame(new WireBytes().int32(1).int32(-11).toBytes()));
                crowd.each(RawConnection::receiveFrame);
              }
            }
          }
        });
  }

  /** Whoever holds a session need not be there: sessions are counted, not connections. */
  @Test
  void sessionsOfWhoHasGoneLiveTheirTimeAndEnd() throws Exception {
    int sessions = 2_500 * Math.min(20, 2 * MANY);
    int timeoutMs = MANY > 1 ? 60_000 : 10_000;
    int together = 500;
    List<Long> leftNs = new ArrayList<>();
    try (ZooKeeperSession session = session()) {
      create(session, "/gone");
      SERVER.endures(
          sessions + " sessions whose clients have gone",
          () -> {
            for (int begun = 0; begun < sessions; begun += together) {
              int first = begun;
              try (Crowd crowd = new Crowd(port(), together, c -> connect(c, timeoutMs))) {
                crowd.each(c -> assertThat(timeoutMs(c.receiveFrame())).isEqualTo(timeoutMs));
                AtomicInteger name = new AtomicInteger(first);
                crowd.each(c -> c.sendFrame(ephemeral("/gone/s" + name.getAndIncrement())));
                crowd.each(RawConnection::receiveFrame);
                leftNs.add(System.nanoTime());
              }
            }
            var client = session.client();
            int seen = client.exists("/gone", false).getNumChildren();
            // Two seconds less: a session counts from its last request, not from when we left.
            long oldestNs = System.nanoTime() - (timeoutMs - 2_000) * 1_000_000L;
            long young = leftNs.stream().filter(at -> at > oldestNs).count();
            assertThat(seen).isBetween((int) young * together, sessions);
            await()
                .atMost(Duration.ofMillis(timeoutMs + 20_000L))
                .until(() -> client.exists("/gone", false).getNumChildren() == 0);
          });
    }
  }

  private static byte[] ephemeral(String path) {
    return new WireBytes()
        .int32(1)
        .int32(CREATE)
        .buffer(path.getBytes(US_ASCII))
        .int32(0)
        .int32(1)
        .int32(31)
        .buffer("world".getBytes(US_ASCII))
        .buffer("anyone".getBytes(US_ASCII))
        .int32(1)
        .toBytes();
  }

  @Test
  void clientsComeBackTogetherWithAllTheirWatches() throws Exception {
    int clients = 500 * Math.min(10, MANY);
    List<String> paths = IntStream.range(0, 20).mapToObj(i -> "/storm/" + i).toList();
    try (ZooKeeperSession session = session()) {
      create(session, "/storm");
      for (String path : paths) {
        create(session, path);
      }
      SERVER.endures(
          clients + " clients come back with " + paths.size() + " watches each",
          () -> {
            List<byte[]> sessions = new ArrayList<>();
            try (Crowd crowd = new Crowd(port(), clients, ZooKeeperMisuseTest::connect)) {
              crowd.each(connection -> sessions.add(connection.receiveFrame()));
            }
            Iterator<byte[]> known = sessions.iterator();
            try (Crowd crowd = new Crowd(port(), clients, c -> resume(c, known.next()))) {
              crowd.each(c -> assertThat(timeoutMs(c.receiveFrame())).isEqualTo(30_000));
              crowd.each(connection -> connection.sendFrame(setWatches(paths)));
              crowd.each(connection -> assertThat(xid(connection.receiveFrame())).isEqualTo(-8));
              session.client().setData(paths.getLast(), new byte[1], -1);
              crowd.each(connection -> assertThat(xid(connection.receiveFrame())).isEqualTo(-1));
            }
          });
    }
  }

  private static void create(ZooKeeperSession session, String path) throws Exception {
    session.client().create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
  }

  /** Takes up a session again, as the answer to its first connect request named it. */
  private static void resume(RawConnection connection, byte[] answer) throws IOException {
    ByteBuffer session = ByteBuffer.wrap(answer);
    byte[] password = new byte[16];
    session.get(20, password);
    connection.sendFrame(
        new WireBytes()
            .int32(0)
            .int64(0)
            .int32(30_000)
            .int64(session.getLong(8))
            .buffer(password)
            .toBytes());
  }

  private static int timeoutMs(byte[] answer) {
    return ByteBuffer.wrap(answer).getInt(4);
  }

  private static byte[] setWatches(List<String> paths) {
    WireBytes request = new WireBytes().int32(-8).int32(101).int64(Long.MAX_VALUE);
    request.int32(paths.size());
    paths.forEach(path -> request.buffer(path.getBytes(US_ASCII)));
    return request.int32(0).int32(0).toBytes();
  }

  @Test
  void fourLettersWithGarbageAreAnsweredOrHungUpOn() throws Exception {
    SERVER.endures(
        "four-letter words with garbage",
        () -> {
          for (String word : new String[] {"ruok", "stat\0\0", "mntrxxxxxxxx", "cons\n", "dump"}) {
            try (RawConnection connection = new RawConnection(port())) {
              assertThat(connection.send(word.getBytes(US_ASCII)).receiveText()).isNotEmpty();
            }
          }
          for (String word : new String[] {"xxxx", "RUOK", "\u007f\u007f\u007f\u007f"}) {
            try (RawConnection connection = new RawConnection(port())) {
              connection.send(word.getBytes(US_ASCII)).awaitClosed();
            }
          }
        });
  }

  @Test
  void aGigabyteIsNotWaitedFor() throws Exception {
    SERVER.endures(
        "1 GB length prefix",
        () -> {
          try (RawConnection connection = new RawConnection(port())) {
            connection.sendLength(1 << 30).awaitClosed();
          }
          try (RawConnection connection = new RawConnection(port())) {
            connect(connection);
            connection.receiveFrame();
            connection.sendFrame(new WireBytes().int32(-2).int32(PING).toBytes());
            connection.receiveFrame();
            connection.sendLength(1 << 30).awaitClosed();
          }
        });
  }
}
