package io.jackdaw.kafka.controller;

import io.jackdaw.kafka.metadata.Reply;
import io.jackdaw.kafka.metadata.Znode;
import io.jackdaw.kafka.metadata.ZnodeWrite;
import io.jackdaw.kafka.metadata.Znodes;
import io.jackdaw.kafka.metadata.ZookeeperClient;
import io.jackdaw.time.Clock;
import java.util.List;

/** Removes notices in {@code /config/changes} after the 15 minutes for which Kafka keeps them. */
final class ConfigChangePurge {
  private static final long KEPT_MS = 15 * 60_000L;

  private final ZookeeperClient client;
  private final Clock clock;

  ConfigChangePurge(ZookeeperClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  void run() {
    client
        .children(Znodes.CONFIG_CHANGES)
        .thenAccept(
            names -> {
              for (String name : names.ok() ? names.get() : List.<String>of()) {
                String path = Znodes.CONFIG_CHANGES + "/" + name;
                client.read(path).thenAccept(notice -> purgeIfOld(path, notice));
              }
            });
  }

  private void purgeIfOld(String path, Reply<Znode> notice) {
    if (notice.ok() && clock.wallMs() - notice.get().ctimeMs() > KEPT_MS) {
      client.write(new ZnodeWrite.Delete(path, ZnodeWrite.ANY_VERSION));
    }
  }
}
