package io.jackdaw.compat.torture;

import io.jackdaw.compat.torture.WatchNote.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Sets a watch on a znode of the round and reads the znode until the watch fires. All by
 * asynchronous calls: their replies and the events come through one thread in the server's order.
 */
final class WatchWorker extends Worker {
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final int MOST_READS = 100;

  private final String connectString;
  private final Duration sessionTimeout;
  private final Rounds rounds;
  private final History history;
  private int opened;

  WatchWorker(
      String name, String connectString, Duration sessionTimeout, Rounds rounds, History history) {
    super(name);
    this.connectString = connectString;
    this.sessionTimeout = sessionTimeout;
    this.rounds = rounds;
    this.history = history;
  }

  @Override
  void work() throws IOException, InterruptedException {
    while (!isStopped()) {
      String client = name() + "." + opened++;
      try (ZooKeeper zookeeper =
          new ZooKeeper(connectString, (int) sessionTimeout.toMillis(), event -> {})) {
        for (int i = 0; !isStopped() && zookeeper.getState().isAlive(); i++) {
          watch(client, zookeeper, Rounds.path(rounds.number(), i));
        }
      }
    }
  }

  private void watch(String client, ZooKeeper zookeeper, String path) throws InterruptedException {
    AtomicBoolean fired = new AtomicBoolean();
    Watcher watcher = event -> fired(client, path, event, fired);
    ask(client, zookeeper, path, watcher, Kind.SET);
    for (int reads = 0; reads < MOST_READS && !fired.get() && !isStopped(); reads++) {
      if (!zookeeper.getState().isAlive()) {
        return;
      }
      ask(client, zookeeper, path, null, Kind.READ);
      pace(PAUSE);
    }
  }

  private void fired(String client, String path, WatchedEvent event, AtomicBoolean fired) {
    if (event.getType() != EventType.None) {
      note(client, path, Kind.FIRED, -1, history.now());
      fired.set(true);
      progressed();
    }
  }

  private void ask(
      String client, ZooKeeper zookeeper, String path, @Nullable Watcher watcher, Kind kind)
      throws InterruptedException {
    long invokedNs = history.invoke(client, kind + " " + path);
    CountDownLatch answered = new CountDownLatch(1);
    zookeeper.exists(
        path,
        watcher,
        (code, asked, context, stat) -> {
          answered(client, path, kind, Code.get(code), stat, invokedNs);
          answered.countDown();
        },
        null);
    // After the session's end some calls are never answered.
    boolean ignored = answered.await(10, TimeUnit.SECONDS);
  }

  private void answered(
      String client, String path, Kind kind, Code code, @Nullable Stat stat, long invokedNs) {
    if (code == Code.OK && stat != null) {
      note(client, path, kind, stat.getMzxid(), invokedNs);
    } else if (code == Code.NONODE) {
      note(client, path, kind, -1, invokedNs);
    }
  }

  private void note(String client, String path, Kind kind, long zxid, long invokedNs) {
    history.complete(new WatchNote(client, path, kind, zxid, invokedNs, history.now()));
  }
}
