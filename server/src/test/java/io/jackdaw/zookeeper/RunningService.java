package io.jackdaw.zookeeper;

import io.jackdaw.consensus.local.JournalConfig;
import io.jackdaw.consensus.local.JournalLog;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.net.EventLoops;
import io.jackdaw.time.Clock;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/** A whole coordination service on a memory disk, which survives restarts; for tests. */
final class RunningService implements AutoCloseable {
  private final Map<String, String> zooCfg = new HashMap<>();
  private final Disk disk;
  private final EventLoops loops = new EventLoops(2);
  private CoordinationService service;

  RunningService(Map<String, String> more) {
    this(more, new MemoryDisk());
  }

  RunningService(Map<String, String> more, Disk disk) {
    this.disk = disk;
    zooCfg.putAll(
        Map.of(
            "dataDir", "/data",
            "clientPort", "0",
            "clientPortAddress", "127.0.0.1",
            "tickTime", "500",
            "minSessionTimeout", "500",
            "4lw.commands.whitelist", "*"));
    zooCfg.putAll(more);
    start();
  }

  private void start() {
    CoordinationConfig config = CoordinationConfig.parse(zooCfg);
    JournalConfig journal =
        JournalConfig.defaults(Path.of("/data/journal")).withSnapshotEvery(50, 1 << 20);
    service =
        CoordinationService.start(
            config,
            new JournalLog(journal, disk, Clock.system()),
            null,
            loops,
            Clock.system(),
            disk);
  }

  /** Stops and starts again, on the same port and the same disk. */
  void restart() {
    zooCfg.put("clientPort", Integer.toString(port()));
    service.close();
    start();
  }

  int port() {
    return service.port();
  }

  CoordinationService service() {
    return service;
  }

  @Override
  public void close() {
    service.close();
    loops.close();
  }

  /** Apache's client, connected. */
  Client client(int timeoutMs) throws Exception {
    return new Client("127.0.0.1:" + port(), timeoutMs, 0, new byte[16]);
  }

  Client client() throws Exception {
    return client(10_000);
  }

  /** Apache's client, and the events it gets. */
  static final class Client implements AutoCloseable, Watcher {
    final BlockingQueue<WatchedEvent> events = new ArrayBlockingQueue<>(1000);
    final ZooKeeper zk;
    private final CountDownLatch connected = new CountDownLatch(1);

    Client(String connectString, int timeoutMs, long session, byte[] password) throws Exception {
      zk =
          session == 0
              ? new ZooKeeper(connectString, timeoutMs, this)
              : new ZooKeeper(connectString, timeoutMs, this, session, password);
      if (!connected.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("no session within 20 s");
      }
    }

    @Override
    public void process(WatchedEvent event) {
      if (event.getType() == Event.EventType.None) {
        connected.countDown();
      }
      events.add(event);
    }

    /** The next event about a znode, as text. */
    String nextEvent() throws InterruptedException {
      while (true) {
        WatchedEvent event = events.poll(10, TimeUnit.SECONDS);
        if (event == null) {
          return "none";
        }
        if (event.getType() != Event.EventType.None) {
          return event.getType() + " " + event.getPath();
        }
      }
    }

    @Override
    public void close() {
      try {
        zk.close();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
