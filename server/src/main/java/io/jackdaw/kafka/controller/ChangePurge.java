package io.jackdaw.kafka.controller;

import io.jackdaw.kafka.metadata.Reply;
import io.jackdaw.kafka.metadata.Znode;
import io.jackdaw.kafka.metadata.ZnodeWrite;
import io.jackdaw.kafka.metadata.Znodes;
import io.jackdaw.kafka.metadata.ZookeeperClient;
import io.jackdaw.time.Clock;
import java.util.List;

/** Removes notices of changes after the 15 minutes for which Kafka keeps them. */
final class ChangePurge {
  private static final long KEPT_MS = 15 * 60_000L;
  private static final List<String> DIRECTORIES =
      List.of(Znodes.CONFIG_CHANGES, Znodes.ACL_CHANGES, Znodes.EXTENDED_ACL_CHANGES);

  private final ZookeeperClient client;
  private final Clock clock;

  ChangePurge(ZookeeperClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  void run() {
    DIRECTORIES.forEach(this::purge);
  }

  private void purge(String directory) {
    client
        .children(directory)
        .thenAccept(
            names -> {
              for (String name : names.ok() ? names.get() : List.<String>of()) {
                String path = directory + "/" + name;
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
