package io.jackdaw.compat.torture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Wants one lock together with others like it, by Curator's recipe, and writes to one znode while
 * it has it: each write in one step with the proof that its lock is still there.
 */
final class LockWorker extends Worker {
  static final String LOCK = "/lock";
  static final String GUARDED = "/guarded";
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int MOST_WRITES = 6;

  private final SplittableRandom random;
  private final String connectString;
  private final Duration sessionTimeout;
  private final History history;

  LockWorker(
      String name,
      SplittableRandom random,
      String connectString,
      Duration sessionTimeout,
      History history) {
    super(name);
    this.random = random;
    this.connectString = connectString;
    this.sessionTimeout = sessionTimeout;
    this.history = history;
  }

  /** Tells which znode is the lock that it has. */
  private static final class Mutex extends InterProcessMutex {
    Mutex(CuratorFramework client) {
      super(client, LOCK);
    }

    @Nullable String znode() {
      return getLockPath();
    }
  }

  @Override
  void work() throws Exception {
    while (!isStopped()) {
      // Whatever went wrong with a lock, it ends with its session.
      try (CuratorFramework client =
          CuratorFrameworkFactory.builder()
              .connectString(connectString)
              .sessionTimeoutMs((int) sessionTimeout.toMillis())
              .connectionTimeoutMs((int) sessionTimeout.toMillis())
              .retryPolicy(new RetryOneTime(100))
              .build()) {
        client.start();
        useUntilItFails(client);
      }
    }
  }

  private void useUntilItFails(CuratorFramework client) throws Exception {
    Mutex mutex = new Mutex(client);
    try {
      while (!isStopped()) {
        if (mutex.acquire(5, TimeUnit.SECONDS)) {
          hold(client, mutex.znode(), history.now());
          mutex.release();
        }
        pace(PAUSE);
      }
    } catch (KeeperException lost) {
      history.invoke(name(), "lost: " + lost.code());
      pace(PAUSE.multipliedBy(5));
    }
  }

  private void hold(CuratorFramework client, String lock, long sinceNs) throws Exception {
    Stat stat = client.checkExists().forPath(lock);
    if (stat == null) {
      throw new KeeperException.NoNodeException(lock);
    }
    for (int writes = 1 + random.nextInt(MOST_WRITES); writes > 0; writes--) {
      long invokedNs = history.invoke(name(), "guarded write under " + lock);
      List<CuratorTransactionResult> results =
          client
              .transaction()
              .forOperations(
                  client.transactionOp().check().forPath(lock),
                  client
                      .transactionOp()
                      .setData()
                      .forPath(GUARDED, Long.toHexString(stat.getCzxid()).getBytes(US_ASCII)));
      history.complete(
          new GuardedWrite(
              name(),
              stat.getCzxid(),
              results.getLast().getResultStat().getMzxid(),
              sinceNs,
              invokedNs,
              history.now()));
      progressed();
      pace(PAUSE);
    }
  }
}
