package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * A connected session of Apache's Java client that keeps what its watches told, in order.
 *
 * <p>Events arrive on the client's own thread; state changes and events of znodes are kept apart.
 */
public final class ZooKeeperSession implements AutoCloseable {
  private final BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
  private final Watcher watcher = this::keep;
  private final ZooKeeper client;

  private ZooKeeperSession(String connectString, Duration timeout) {
    try {
      client = new ZooKeeper(connectString, (int) timeout.toMillis(), watcher);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ZooKeeperSession(String connectString, long id, byte[] password) {
    try {
      client = new ZooKeeper(connectString, 30_000, watcher, id, password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects with a session timeout of 30 seconds. */
  public static ZooKeeperSession open(String connectString) {
    return open(connectString, Duration.ofSeconds(30));
  }

  public static ZooKeeperSession open(String connectString, Duration timeout) {
    ZooKeeperSession session = new ZooKeeperSession(connectString, timeout);
    session.awaitState(KeeperState.SyncConnected);
    return session;
  }

  /** Goes on with a session that was opened over another connection, or on another server. */
  public static ZooKeeperSession resume(String connectString, long id, byte[] password) {
    ZooKeeperSession session = new ZooKeeperSession(connectString, id, password);
    session.awaitState(KeeperState.SyncConnected);
    return session;
  }

  public ZooKeeper client() {
    return client;
  }

  /** The one watcher whose events {@link #nextEvent} gives. */
  public Watcher watcher() {
    return watcher;
  }

  /** The next event of a znode as {@code NodeCreated /path}, waiting for it up to ten seconds. */
  public String nextEvent() {
    return shown(poll(events));
  }

  /** The next event if it has arrived already, else null. */
  public @Nullable String eventSoFar() {
    WatchedEvent event = events.poll();
    return event == null ? null : shown(event);
  }

  /** Waits until the client reports {@code state}, skipping others. */
  public void awaitState(KeeperState state) {
    KeeperState seen = poll(states);
    while (seen != state) {
      seen = poll(states);
    }
  }

  /**
   * Waits until every event that the server sent before now has been kept: a reply to an
   * asynchronous call passes through the same queue as the events.
   */
  public void drain() throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(1);
    client.sync("/", (code, path, context) -> answered.countDown(), null);
    if (!answered.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("no answer to sync");
    }
  }

  private void keep(WatchedEvent event) {
    if (event.getType() == EventType.None) {
      states.add(event.getState());
    } else {
      events.add(event);
    }
  }

  private static <T> T poll(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no event within 20 seconds");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String shown(WatchedEvent event) {
    return event.getType() + " " + event.getPath();
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
