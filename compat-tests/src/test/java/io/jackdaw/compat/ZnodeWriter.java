package io.jackdaw.compat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jackdaw.compat.rig.ZooKeeperSession;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * Creates one znode after the other through Apache's client and counts each up with {@code
 * setData}, until it is stopped; remembers what the service acknowledged. One session lives through
 * all of it.
 */
final class ZnodeWriter implements AutoCloseable {
  private final String parent;
  private final ZooKeeperSession session;
  private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile Throwable failure;
  private volatile boolean stopped;

  ZnodeWriter(String parent, String connectString) {
    this.parent = parent;
    this.session = ZooKeeperSession.open(connectString, Duration.ofSeconds(40));
    this.thread = Thread.ofPlatform().name("znodes" + parent).start(this::write);
  }

  /** The version that each znode has at least, by path. */
  Map<String, Integer> acknowledged() {
    return acknowledged;
  }

  /** The end of the session or another surprise, or null. */
  Throwable failure() {
    return failure;
  }

  private void write() {
    ZooKeeper client = session.client();
    try {
      create(client, parent, CreateMode.PERSISTENT);
      create(client, parent + "-alive", CreateMode.EPHEMERAL);
      for (int number = 0; !stopped; number++) {
        String path = parent + "/" + number;
        if (create(client, path, CreateMode.PERSISTENT)) {
          acknowledged.put(path, 0);
        }
        countUp(client, path);
      }
    } catch (KeeperException | InterruptedException e) {
      failure = e;
    }
  }

  /** Tries until it is there; true if this call was the one that was acknowledged. */
  private boolean create(ZooKeeper client, String path, CreateMode mode)
      throws KeeperException, InterruptedException {
    while (!stopped) {
      try {
        client.create(path, path.getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, mode);
        return true;
      } catch (KeeperException.NodeExistsException e) {
        return false; // The try before, whose answer was lost, had been carried out.
      } catch (KeeperException.ConnectionLossException e) {
        Thread.onSpinWait();
      }
    }
    return false;
  }

  private void countUp(ZooKeeper client, String path) throws KeeperException, InterruptedException {
    try {
      int version = client.setData(path, path.getBytes(UTF_8), -1).getVersion();
      acknowledged.put(path, version);
    } catch (KeeperException.ConnectionLossException e) {
      // Perhaps carried out, perhaps not: nothing was promised.
    } catch (KeeperException.NoNodeException e) {
      if (!stopped) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    session.close();
  }
}
