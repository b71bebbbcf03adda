package io.jackdaw.benchmarks.zookeeper;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/** Apache's own client. */
final class ApacheClient {
  private static final int SESSION_TIMEOUT_MS = 30_000;

  private ApacheClient() {}

  /** Returns when the session is open. */
  static ZooKeeper connect(String address) throws IOException, InterruptedException {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper client =
        new ZooKeeper(
            address,
            SESSION_TIMEOUT_MS,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    if (!connected.await(60, TimeUnit.SECONDS)) {
      client.close();
      throw new IllegalStateException("no connection to " + address);
    }
    return client;
  }
}
