package io.jackdaw.kafka.metadata;

import io.jackdaw.consensus.local.JournalConfig;
import io.jackdaw.consensus.local.JournalLog;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.net.EventLoops;
import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.CoordinationConfig;
import io.jackdaw.zookeeper.CoordinationService;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * A coordination service for tests: our own in memory, or the one that the system property {@code
 * test.zookeeper} names, such as an Apache server. Every instance has a chroot of its own.
 */
public final class TestCoordination implements AutoCloseable {
  private static final String ELSEWHERE = System.getProperty("test.zookeeper", "");

  private final EventLoops loops = new EventLoops(1);
  private final CoordinationService service;
  private final String servers;
  private final String chroot = "/test-" + UUID.randomUUID() + "/kafka";

  public TestCoordination() {
    if (ELSEWHERE.isEmpty()) {
      Path directory = Path.of("/coordination");
      CoordinationConfig config =
          CoordinationConfig.parse(
              Map.of(
                  "dataDir", directory.toString(),
                  "clientPort", "0",
                  "clientPortAddress", "127.0.0.1",
                  "tickTime", "100"));
      service =
          CoordinationService.start(
              config,
              new JournalLog(JournalConfig.defaults(directory), new MemoryDisk(), Clock.system()),
              loops,
              Clock.system());
      servers = "127.0.0.1:" + service.port();
    } else {
      service = null;
      servers = ELSEWHERE;
    }
  }

  public ZookeeperConfig config() {
    return ZookeeperConfig.of(servers + chroot, 4_000, 10_000);
  }

  public ZookeeperClient client() {
    return ZookeeperClient.connect(config());
  }

  @Override
  public void close() {
    if (service != null) {
      service.close();
    }
    loops.close();
  }
}
