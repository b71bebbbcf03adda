package io.jackdaw.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.ServerUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Curator 5's recipes, as applications use them. */
class CuratorTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private final List<CuratorFramework> started = new ArrayList<>();

  @AfterEach
  void closeClients() {
    started.forEach(CuratorFramework::close);
  }

  @Test
  void leaderLatchElectsOneAndThenTheOther() throws Exception {
    CuratorFramework first = client();
    CuratorFramework second = client();
    LeaderLatch one = new LeaderLatch(first, "/latch", "one");
    try (LeaderLatch two = new LeaderLatch(second, "/latch", "two")) {
      one.start();
      assertThat(one.await(20, SECONDS)).isTrue();
      two.start();
      await().atMost(20, SECONDS).until(() -> two.getParticipants().size() == 2);
      assertThat(two.hasLeadership()).isFalse();
      assertThat(two.getLeader().getId()).isEqualTo("one");

      first.close();

      assertThat(two.await(20, SECONDS)).isTrue();
      assertThat(two.getLeader().getId()).isEqualTo("two");
    }
  }

  @Test
  void mutexLetsOneInAtATime() throws Exception {
    int workers = 4;
    int turns = 10;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        InterProcessMutex mutex = new InterProcessMutex(client(), "/mutex");
        running.add(
            threads.submit(
                () -> {
                  for (int turn = 0; turn < turns; turn++) {
                    assertThat(mutex.acquire(60, SECONDS)).isTrue();
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    done.incrementAndGet();
                    inside.decrementAndGet();
                    mutex.release();
                  }
                  return null;
                }));
      }
      for (Future<?> worker : running) {
        worker.get(120, SECONDS);
      }
    }

    assertThat(done).hasValue(workers * turns);
    assertThat(most).hasValue(1);
  }

  @Test
  void cacheFollowsTheTree() throws Exception {
    CuratorFramework writer = client();
    writer.create().creatingParentsIfNeeded().forPath("/cached/before", bytes("0"));
    Map<String, String> seen = new ConcurrentHashMap<>();
    try (CuratorCache cache = CuratorCache.build(client(), "/cached")) {
      cache
          .listenable()
          .addListener(
              (type, old, now) -> {
                if (now != null) {
                  seen.put(now.getPath(), new String(now.getData(), UTF_8));
                } else {
                  seen.remove(old.getPath());
                }
              });
      cache.start();
      await().atMost(20, SECONDS).until(() -> seen.containsKey("/cached/before"));

      writer.create().forPath("/cached/a", bytes("1"));
      writer.create().forPath("/cached/a/b", bytes("2"));
      writer.setData().forPath("/cached/a/b", bytes("3"));
      writer.delete().forPath("/cached/before");

      await()
          .atMost(20, SECONDS)
          .until(
              () ->
                  "3".equals(seen.get("/cached/a/b"))
                      && "1".equals(seen.get("/cached/a"))
                      && !seen.containsKey("/cached/before"));
    }
  }

  private CuratorFramework client() {
    CuratorFramework client =
        CuratorFrameworkFactory.newClient(SERVER.connectString(), new RetryOneTime(100));
    started.add(client);
    client.start();
    return client;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
