package io.jackdaw.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.Cable;
import io.jackdaw.compat.rig.JackdawCoordination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreMutex;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryForever;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Curator's recipes when a connection is lost for a moment, or for so long that a session ends. */
class CuratorFaultsTest {
  /**
   * Much longer than a client may sleep between two attempts to connect (a second), so that a
   * stumble is none too long.
   */
  private static final int SESSION_MS = 5000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static JackdawCoordination server;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void startServer() {
    server = JackdawCoordination.fresh(250);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @AfterEach
  void closeClients() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  /** A client whose connection can be cut. */
  private record Member(CuratorFramework client, Cable cable, Queue<ConnectionState> states) {
    /** Cuts the connection for less than the session lasts. */
    void stumble() {
      states.clear();
      cable.cut();
      await().atMost(PATIENCE).until(() -> states.contains(ConnectionState.SUSPENDED));
      cable.mend();
      await().atMost(PATIENCE).until(() -> states.contains(ConnectionState.RECONNECTED));
      assertThat(states).doesNotContain(ConnectionState.LOST);
    }

    /** Cuts it until the session has ended. */
    void fall() {
      states.clear();
      cable.cut();
      await().atMost(PATIENCE).until(() -> states.contains(ConnectionState.LOST));
    }

    void rise() {
      cable.mend();
      await().atMost(PATIENCE).until(() -> states.contains(ConnectionState.RECONNECTED));
    }
  }

  private Member member() {
    Cable cable = Cable.to(server.address());
    Queue<ConnectionState> states = new ConcurrentLinkedQueue<>();
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(cable.address())
            .sessionTimeoutMs(SESSION_MS)
            .connectionTimeoutMs(SESSION_MS)
            .retryPolicy(new RetryForever(50))
            .build();
    client.getConnectionStateListenable().addListener((c, state) -> states.add(state));
    client.start();
    opened.add(cable);
    opened.add(client);
    return new Member(client, cable, states);
  }

  @Test
  void aLockIsKeptThroughALostConnectionAndPassesOnWithTheSession() throws Exception {
    Member holder = member();
    InterProcessSemaphoreMutex held = new InterProcessSemaphoreMutex(holder.client, "/lock");
    InterProcessSemaphoreMutex wanted = new InterProcessSemaphoreMutex(member().client, "/lock");
    assertThat(held.acquire(20, SECONDS)).isTrue();

    holder.stumble();
    assertThat(wanted.acquire(1, SECONDS)).isFalse();

    holder.fall();
    assertThat(wanted.acquire(20, SECONDS)).isTrue();
    holder.rise();
    assertThat(held.acquire(1, SECONDS)).isFalse();
    wanted.release();
  }

  @Test
  void anotherLeadsWhenTheLeadersSessionEnds() {
    Member first = member();
    Member second = member();
    Queue<String> leaders = new ConcurrentLinkedQueue<>();
    LeaderSelector one = selector(first.client, "one", leaders);
    await().atMost(PATIENCE).until(() -> leaders.contains("one"));
    selector(second.client, "two", leaders);

    first.fall();
    await().atMost(PATIENCE).until(() -> leaders.contains("two"));
    first.rise();

    leaders.clear();
    second.fall();
    await().atMost(PATIENCE).until(() -> leaders.contains("one"));
    assertThat(one.hasLeadership()).isTrue();
  }

  private LeaderSelector selector(CuratorFramework client, String name, Queue<String> leaders) {
    LeaderSelector selector =
        new LeaderSelector(
            client,
            "/leader",
            new LeaderSelectorListenerAdapter() {
              @Override
              public void takeLeadership(CuratorFramework leading) throws Exception {
                leaders.add(name);
                Thread.sleep(600_000);
              }
            });
    selector.autoRequeue();
    selector.start();
    opened.add(selector);
    return selector;
  }

  @Test
  void aCacheLearnsWhatHappenedWhileItWasAway() throws Exception {
    Member reader = member();
    CuratorFramework writer = member().client;
    writer.create().creatingParentsIfNeeded().forPath("/cache/old", bytes("0"));
    try (CuratorCache cache = CuratorCache.build(reader.client, "/cache")) {
      cache.start();
      await().atMost(PATIENCE).until(() -> cache.get("/cache/old").isPresent());

      reader.cable.cut();
      writer.create().forPath("/cache/missed", bytes("1"));
      writer.delete().forPath("/cache/old");
      reader.cable.mend();
      await().atMost(PATIENCE).until(() -> cache.get("/cache/missed").isPresent());
      await().atMost(PATIENCE).until(() -> cache.get("/cache/old").isEmpty());

      reader.fall();
      writer.setData().forPath("/cache/missed", bytes("2"));
      reader.rise();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  cache
                      .get("/cache/missed")
                      .filter(data -> new String(data.getData(), UTF_8).equals("2"))
                      .isPresent());
    }
  }

  @Test
  void aPersistentNodeIsThereAgainAfterTheSessionsEnd() throws Exception {
    Member owner = member();
    CuratorFramework other = member().client;
    PersistentNode node =
        new PersistentNode(owner.client, CreateMode.EPHEMERAL, false, "/node", bytes("here"));
    opened.add(node);
    node.start();
    assertThat(node.waitForInitialCreate(20, SECONDS)).isTrue();

    owner.fall();
    await().atMost(PATIENCE).until(() -> other.checkExists().forPath("/node") == null);
    owner.rise();
    await().atMost(PATIENCE).until(() -> other.checkExists().forPath("/node") != null);
  }

  @Test
  void aServiceIsFoundAgainAfterItsSessionsEnd() throws Exception {
    Member provider = member();
    CuratorFramework seeker = member().client;
    ServiceInstance<Void> instance =
        ServiceInstance.<Void>builder().name("db").address("10.0.0.1").port(5432).build();
    try (ServiceDiscovery<Void> registry =
            ServiceDiscoveryBuilder.builder(Void.class)
                .client(provider.client)
                .basePath("/services")
                .thisInstance(instance)
                .build();
        ServiceDiscovery<Void> search =
            ServiceDiscoveryBuilder.builder(Void.class)
                .client(seeker)
                .basePath("/services")
                .build()) {
      registry.start();
      search.start();
      await().atMost(PATIENCE).until(() -> search.queryForInstances("db").size() == 1);

      provider.fall();
      await().atMost(PATIENCE).until(() -> search.queryForInstances("db").isEmpty());
      provider.rise();
      await().atMost(PATIENCE).until(() -> search.queryForInstances("db").size() == 1);
    }
  }

  @Test
  void aQueueLosesNothingOverLostConnections() throws Exception {
    Member producer = member();
    Member consumer = member();
    SimpleDistributedQueue in = new SimpleDistributedQueue(producer.client, "/queue");
    SimpleDistributedQueue out = new SimpleDistributedQueue(consumer.client, "/queue");
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      assertThat(in.offer(bytes("job-" + i))).isTrue();
      if (i == 7) {
        producer.stumble();
      } else if (i == 13) {
        consumer.stumble();
      }
      taken.add(new String(out.poll(20, SECONDS), UTF_8));
    }

    assertThat(taken).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void aDoubleBarrierLetsAllInAndOutTogether() throws Exception {
    int members = 3;
    AtomicInteger entered = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> seen = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        DistributedDoubleBarrier barrier =
            new DistributedDoubleBarrier(member().client, "/barrier", members);
        seen.add(
            threads.submit(
                () -> {
                  entered.incrementAndGet();
                  assertThat(barrier.enter(30, SECONDS)).isTrue();
                  int whenIn = entered.get();
                  assertThat(barrier.leave(30, SECONDS)).isTrue();
                  return whenIn;
                }));
      }
      for (Future<Integer> each : seen) {
        assertThat(each.get()).isEqualTo(members);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
