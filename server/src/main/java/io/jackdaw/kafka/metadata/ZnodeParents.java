package io.jackdaw.kafka.metadata;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes the directories above a znode; that some are there already is what is expected. */
final class ZnodeParents {
  private ZnodeParents() {}

  static CompletionStage<?> create(ZookeeperClient client, String path) {
    CompletionStage<?> ready = CompletableFuture.completedStage(null);
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      ZnodeWrite parent = ZnodeWrite.createEmpty(path.substring(0, slash));
      ready = ready.thenCombine(client.write(parent), (before, reply) -> reply);
    }
    return ready;
  }
}
