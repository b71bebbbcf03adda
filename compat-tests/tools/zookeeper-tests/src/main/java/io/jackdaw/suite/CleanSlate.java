package io.jackdaw.suite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;

/** Empties the server under test, as its super user {@code super:test}. */
public final class CleanSlate {
  private static final int TRIES = 10;
  private static ZooKeeper cleaner;
  private static String cleaned = "";

  private CleanSlate() {}

  /** No znodes but those that every server has, no quotas, and a root that is open to all. */
  public static synchronized void make() throws Exception {
    for (int left = TRIES; ; left--) {
      try {
        clean(client());
        return;
      } catch (KeeperException busy) {
        // Clients of the last test may be writing still, or their ephemerals be on the way out.
        if (left == 0) {
          throw busy;
        }
      }
    }
  }

  private static ZooKeeper client() throws Exception {
    String address = Doorway.serverAddress();
    if (cleaner != null && cleaner.getState().isConnected() && cleaned.equals(address)) {
      return cleaner;
    }
    if (cleaner != null) {
      cleaner.close();
    }
    cleaned = address;
    ZKClientConfig withoutSasl = new ZKClientConfig();
    withoutSasl.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    CountDownLatch connected = new CountDownLatch(1);
    cleaner =
        new ZooKeeper(
            address,
            30_000,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            },
            withoutSasl);
    if (!connected.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no server at " + address);
    }
    cleaner.addAuthInfo("digest", "super:test".getBytes(StandardCharsets.UTF_8));
    return cleaner;
  }

  private static void clean(ZooKeeper client) throws KeeperException, InterruptedException {
    client.setACL("/", Ids.OPEN_ACL_UNSAFE, -1);
    client.setData("/", new byte[0], -1);
    List<String> paths = new ArrayList<>();
    collect(client, "/", paths);
    // Longest first: children before their parents.
    paths.sort(Collections.reverseOrder());
    for (String path : paths) {
      try {
        client.delete(path, -1);
      } catch (KeeperException.NoNodeException goneAlready) {
        // As it was to be.
      }
    }
  }

  private static void collect(ZooKeeper client, String path, List<String> into)
      throws KeeperException, InterruptedException {
    List<String> names;
    try {
      names = client.getChildren(path, false);
    } catch (KeeperException.NoNodeException goneAlready) {
      return;
    }
    for (String name : names) {
      String child = path.equals("/") ? "/" + name : path + "/" + name;
      if (!child.equals("/zookeeper")
          && !child.equals("/zookeeper/quota")
          && !child.equals("/zookeeper/config")) {
        into.add(child);
      }
      collect(client, child, into);
    }
  }
}
