package io.jackdaw.kafka.acl;

import io.jackdaw.kafka.metadata.AclZnode;
import io.jackdaw.kafka.metadata.MalformedZnodeException;
import io.jackdaw.kafka.metadata.ZookeeperClient;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.zookeeper.KeeperException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the znodes of access rules and publishes all of them after each change. State belongs to
 * the loop given; the image is read by any thread.
 */
public final class AclFollower implements ZookeeperClient.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(AclFollower.class);
  private static final long RETRY_MS = 1_000;

  private final ZookeeperClient client;
  private final EventLoop loop;
  private final CompletableFuture<AclImage> first = new CompletableFuture<>();
  private volatile AclImage image = AclImage.EMPTY;

  // All below belongs to the loop.
  private boolean reading;
  private boolean again;
  private List<CompletableFuture<AclImage>> waiting = new ArrayList<>();

  public AclFollower(ZookeeperClient client, EventLoop loop) {
    this.client = client;
    this.loop = loop;
  }

  /** Begins; completes with the first image. */
  public CompletionStage<AclImage> start() {
    client.listen(this);
    return first;
  }

  public AclImage image() {
    return image;
  }

  /** An image that has everything that was written before the call. */
  public CompletionStage<AclImage> caughtUp() {
    CompletableFuture<AclImage> next = new CompletableFuture<>();
    loop.execute(
        () -> {
          waiting.add(next);
          read();
        });
    return next;
  }

  @Override
  public void connected(long sessionId, boolean newSession) {
    if (newSession) {
      client.watchRecursively(AclZnode.LITERAL);
      client.watchRecursively(AclZnode.PREFIXED);
    }
    loop.execute(this::read);
  }

  @Override
  public void changed(String path) {
    if (path.startsWith(AclZnode.LITERAL + "/") || path.startsWith(AclZnode.PREFIXED + "/")) {
      loop.execute(this::read);
    }
  }

  private void read() {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    again = false;
    List<CompletableFuture<AclImage>> served = waiting;
    waiting = new ArrayList<>();
    readAll()
        .whenComplete(
            (rules, failure) ->
                loop.run(
                    () -> {
                      reading = false;
                      if (failure != null) {
                        waiting.addAll(served);
                        LOG.warn("Access rules cannot be read: {}", failure.getMessage());
                        loop.schedule(RETRY_MS, this::read);
                        return;
                      }
                      AclImage now = new AclImage(rules);
                      image = now;
                      first.complete(now);
                      served.forEach(it -> it.complete(now));
                      if (again || !waiting.isEmpty()) {
                        read();
                      }
                    }));
  }

  private CompletableFuture<Map<ResourcePattern, Set<AccessControlEntry>>> readAll() {
    Map<ResourcePattern, Set<AccessControlEntry>> rules = new ConcurrentHashMap<>();
    List<CompletableFuture<?>> reads = new ArrayList<>();
    for (String directory : AclZnode.directories()) {
      reads.add(
          client
              .children(directory)
              .thenCompose(
                  reply -> {
                    refuseOthers(directory, reply.code());
                    List<String> names = reply.value() == null ? List.of() : reply.value();
                    return CompletableFuture.allOf(
                        names.stream()
                            .map(name -> readOne(directory + "/" + name, rules))
                            .toArray(CompletableFuture[]::new));
                  }));
    }
    return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
        .thenApply(done -> new HashMap<>(rules));
  }

  private CompletableFuture<?> readOne(
      String path, Map<ResourcePattern, Set<AccessControlEntry>> rules) {
    return client
        .read(path)
        .thenAccept(
            reply -> {
              refuseOthers(path, reply.code());
              ResourcePattern pattern = AclZnode.pattern(path);
              if (reply.value() != null && pattern != null) {
                rules.put(pattern, entries(path, reply.value().data(), pattern));
              }
            });
  }

  /** What cannot be read is kept as it was: rules that seem to be missing would open doors. */
  private Set<AccessControlEntry> entries(String path, byte[] data, ResourcePattern pattern) {
    try {
      return AclZnode.decode(data).entries();
    } catch (MalformedZnodeException malformed) {
      LOG.warn("Znode {} has data that is not Kafka's: {}", path, malformed.getMessage());
      return image.rules().getOrDefault(pattern, Set.of());
    }
  }

  private static void refuseOthers(String path, Code code) {
    if (code != Code.OK && code != Code.NONODE) {
      throw new IllegalStateException("%s is answered with %s".formatted(path, code));
    }
  }
}
