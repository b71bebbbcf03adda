package io.jackdaw.kafka.metadata;

import io.jackdaw.time.EventLoop;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException.Code;

/**
 * Reads znodes into a {@link ClusterState}, as many at a time as the client allows. The state is
 * touched on the loop only, and the stages complete there.
 *
 * <p>Errors: {@link ZookeeperUnavailableException} when any of the reads is refused. What was read
 * is then incomplete and must not be shown: a topic that seems to be missing would be deleted.
 */
final class TreeReader {
  private final ZookeeperClient client;
  private final ClusterState state;
  private final EventLoop loop;

  TreeReader(ZookeeperClient client, ClusterState state, EventLoop loop) {
    this.client = client;
    this.state = state;
    this.loop = loop;
  }

  /** Reads these znodes. */
  CompletableFuture<Void> read(Collection<String> paths) {
    return all(paths.stream().map(this::readOne));
  }

  /** Reads who may do what. */
  CompletableFuture<Void> readAcls() {
    return all(
        Stream.of(Znodes.ACLS, Znodes.PREFIXED_ACLS)
            .map(
                root ->
                    children(root)
                        .thenComposeAsync(
                            types -> all(types.stream().map(type -> readBelow(root + "/" + type))),
                            loop)));
  }

  /** All resources of one type; names with a slash in them lie deeper. */
  private CompletableFuture<Void> readBelow(String parent) {
    return children(parent)
        .thenComposeAsync(
            names ->
                all(
                    names.stream()
                        .map(name -> parent + "/" + name)
                        .flatMap(path -> Stream.of(readOne(path), readBelow(path)))),
            loop);
  }

  /** Reads everything that matters, after a look whether this is still the same cluster. */
  CompletableFuture<Void> readAll(String clusterId) {
    return all(
        Stream.of(
            checkCluster(clusterId),
            readOne(Znodes.CONTROLLER),
            readOne(Znodes.FEATURE),
            readOne(Znodes.PREFERRED_ELECTION),
            readOne(Znodes.REASSIGN_PARTITIONS),
            readChildren(Znodes.BROKER_IDS),
            readChildren(Znodes.TOPIC_CONFIGS),
            readChildren(Znodes.BROKER_CONFIGS),
            readChildren(Znodes.CLIENT_CONFIGS),
            readChildren(Znodes.IP_CONFIGS),
            readChildren(Znodes.CLIENT_METRICS_CONFIGS),
            readChildren(Znodes.GROUP_CONFIGS),
            children(Znodes.USER_CONFIGS)
                .thenComposeAsync(names -> all(names.stream().map(this::readUser)), loop),
            readChildren(Znodes.DELETE_TOPICS),
            children(Znodes.TOPICS)
                .thenComposeAsync(names -> all(names.stream().map(this::readTopic)), loop)));
  }

  private CompletableFuture<Void> checkCluster(String clusterId) {
    return client
        .read(Znodes.CLUSTER_ID)
        .thenAccept(
            reply -> {
              refuseOthers(Znodes.CLUSTER_ID, reply.code());
              Znode znode = reply.value();
              String found = znode == null ? "none" : ClusterIdZnode.decode(znode.data()).id();
              if (!found.equals(clusterId)) {
                throw new ZookeeperUnavailableException(
                    ("The coordination service at %s has lost cluster %s (its /cluster/id is now"
                            + " %s): bring its data back, or correct zookeeper.connect")
                        .formatted(client.config(), clusterId, found));
              }
            });
  }

  private CompletableFuture<Void> readChildren(String parent) {
    return children(parent)
        .thenComposeAsync(
            names -> all(names.stream().map(name -> readOne(parent + "/" + name))), loop);
  }

  private CompletableFuture<List<String>> children(String parent) {
    return client
        .children(parent)
        .thenApply(
            reply -> {
              refuseOthers(parent, reply.code());
              return reply.value() == null ? List.of() : reply.value();
            });
  }

  private CompletableFuture<Void> readTopic(String topic) {
    return readOne(Znodes.topic(topic))
        .thenComposeAsync(
            done ->
                all(
                    List.copyOf(state.partitions(topic)).stream()
                        .map(partition -> readOne(Znodes.partitionState(topic, partition)))),
            loop);
  }

  private CompletableFuture<Void> readUser(String user) {
    String path = Znodes.USER_CONFIGS + "/" + user;
    return all(Stream.of(readOne(path), readChildren(path + "/clients")));
  }

  private CompletableFuture<Void> readOne(String path) {
    if (!ClusterState.matters(path)) {
      return CompletableFuture.completedFuture(null);
    }
    return client
        .read(path)
        .thenAcceptAsync(
            reply -> {
              refuseOthers(path, reply.code());
              state.apply(path, reply.value());
            },
            loop);
  }

  private static void refuseOthers(String path, Code code) {
    if (code != Code.OK && code != Code.NONODE) {
      throw new ZookeeperUnavailableException("Cannot read %s: %s".formatted(path, code));
    }
  }

  private CompletableFuture<Void> all(Stream<CompletableFuture<Void>> reads) {
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenRunAsync(() -> {}, loop);
  }
}
