package io.jackdaw.kafka.metadata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.zookeeper.KeeperException.Code;

/**
 * Finds or founds a cluster: the chroot, the directories that every broker expects, the cluster's
 * id. Costs one round of reads, and one write in one step when anything is missing.
 */
public final class ClusterPaths {
  private static final String PLACE = "/";

  private final ZookeeperClient client;

  public ClusterPaths(ZookeeperClient client) {
    this.client = client;
  }

  /** Creates what is missing; the value is the cluster's id. Fails if it cannot be created. */
  public CompletionStage<String> create() {
    Map<String, byte[]> wanted = wanted();
    Map<String, CompletableFuture<Reply<Znode>>> reads = new LinkedHashMap<>();
    wanted.keySet().forEach(path -> reads.put(path, client.readAbsolute(path)));
    return CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new))
        .thenCompose(done -> createMissing(wanted, reads));
  }

  private CompletionStage<String> createMissing(
      Map<String, byte[]> wanted, Map<String, CompletableFuture<Reply<Znode>>> reads) {
    List<ZnodeWrite> writes = new ArrayList<>();
    wanted.forEach(
        (path, data) -> {
          Code code = Objects.requireNonNull(reads.get(path)).join().code();
          if (code == Code.NONODE) {
            writes.add(
                data.length == 0 ? ZnodeWrite.createEmpty(path) : ZnodeWrite.create(path, data));
          } else if (code != Code.OK) {
            throw new ZookeeperUnavailableException(
                "Cannot read %s in the coordination service: %s".formatted(path, code));
          }
        });
    if (writes.isEmpty()) {
      Znode id =
          Objects.requireNonNull(reads.get(client.config().chroot() + Znodes.CLUSTER_ID))
              .join()
              .get();
      return CompletableFuture.completedStage(ClusterIdZnode.decode(id.data()).id());
    }
    return client
        .multiAbsolute(writes)
        .thenCompose(
            reply -> {
              if (!reply.ok() && reply.code() != Code.NODEEXISTS && !reply.unknown()) {
                throw new ZookeeperUnavailableException(
                    "Cannot create the cluster's znodes below %s: %s"
                        .formatted(client.config(), reply.code()));
              }
              // Whether by us or by a broker that starts at the same time: all is read again.
              return create();
            });
  }

  /** Absolute paths, parents first. */
  private Map<String, byte[]> wanted() {
    Map<String, byte[]> wanted = new LinkedHashMap<>();
    String chroot = client.config().chroot();
    for (int slash = chroot.indexOf(PLACE, 1);
        slash > 0;
        slash = chroot.indexOf(PLACE, slash + 1)) {
      wanted.put(chroot.substring(0, slash), new byte[0]);
    }
    if (!chroot.isEmpty()) {
      wanted.put(chroot, new byte[0]);
    }
    Znodes.PERSISTENT.forEach(path -> wanted.put(chroot + path, new byte[0]));
    wanted.put(
        chroot + Znodes.FEATURE,
        ZnodeJson.create().put("features", Map.of()).put("version", 2).put("status", 1).bytes());
    wanted.put(
        chroot + Znodes.CLUSTER_ID, new ClusterIdZnode(Uuid.randomUuid().toString()).encode());
    return wanted;
  }
}
