package io.jackdaw.kafka.metadata;

import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the cluster's znodes and publishes an image after each change.
 *
 * <p>Persistent recursive watches name what has changed; that is read again, many changes at a
 * time, and the image published once all of them are in. After a lost connection or session
 * everything is read again. State belongs to the loop given; images are read by any thread.
 */
public final class ClusterFollower implements ClusterView, ZookeeperClient.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFollower.class);
  private static final List<String> WATCHED =
      List.of(Znodes.BROKERS, Znodes.CONTROLLER, Znodes.CONFIG, Znodes.ADMIN, Znodes.FEATURE);

  private static final List<String> WATCHED_FOR_ACLS = List.of(Znodes.ACLS, Znodes.EXTENDED_ACLS);

  private static final long RETRY_MS = 1_000;

  private final ZookeeperClient client;
  private final String clusterId;
  private final EventLoop loop;
  private final boolean withAcls;
  private final CompletableFuture<ClusterImage> firstImage = new CompletableFuture<>();
  private final List<ClusterView.Listener> subscribers = new CopyOnWriteArrayList<>();
  private volatile TreeImage tree = TreeImage.empty();

  // All below belongs to the loop.
  private ClusterState state;
  private final Set<String> changed = new LinkedHashSet<>();
  private List<CompletableFuture<TreeImage>> waiting = new ArrayList<>();
  private boolean everything;
  private boolean reading;

  /**
   * A follower that does nothing before {@link #start}.
   *
   * @param loop owns the state and calls the subscribers; closed by the caller
   */
  public ClusterFollower(ZookeeperClient client, String clusterId, EventLoop loop) {
    this(client, clusterId, loop, false);
  }

  /** The same, which follows the lists of who may do what only {@code withAcls}. */
  public ClusterFollower(
      ZookeeperClient client, String clusterId, EventLoop loop, boolean withAcls) {
    this.client = client;
    this.clusterId = clusterId;
    this.loop = loop;
    this.withAcls = withAcls;
    this.state = new ClusterState(clusterId);
  }

  /** Begins; completes with the first whole image. */
  public CompletionStage<ClusterImage> start() {
    client.listen(this);
    return firstImage;
  }

  @Override
  public ClusterImage image() {
    return tree.cluster();
  }

  /** The newest image with what the controller needs beside it. */
  public TreeImage tree() {
    return tree;
  }

  @Override
  public void subscribe(ClusterView.Listener listener) {
    loop.execute(
        () -> {
          subscribers.add(listener);
          if (firstImage.isDone()) {
            listener.changed(ClusterImage.empty(), tree.cluster());
          }
        });
  }

  /**
   * The first image in which everything is in that had happened, to this client's knowledge, before
   * the call: every write that was answered, among others.
   */
  public CompletionStage<TreeImage> caughtUp() {
    CompletableFuture<TreeImage> image = new CompletableFuture<>();
    loop.execute(
        () -> {
          waiting.add(image);
          nextRound();
        });
    return image;
  }

  @Override
  public void connected(long sessionId, boolean newSession) {
    if (newSession) {
      // Watches first: requests are answered in order, so nothing slips in between.
      WATCHED.forEach(this::watch);
      if (withAcls) {
        WATCHED_FOR_ACLS.forEach(this::watch);
      }
    }
    loop.execute(
        () -> {
          everything = true;
          nextRound();
        });
  }

  private void watch(String path) {
    client
        .watchRecursively(path)
        .thenAccept(
            reply -> {
              if (!reply.ok()) {
                LOG.warn("Cannot watch {}: {}", path, reply.code());
              }
            });
  }

  @Override
  public void changed(String path) {
    if (ClusterState.matters(path)) {
      loop.execute(
          () -> {
            changed.add(path);
            nextRound();
          });
    }
  }

  private void nextRound() {
    if (reading) {
      return;
    }
    if (everything) {
      everything = false;
      changed.clear();
      ClusterState fresh = new ClusterState(clusterId);
      TreeReader reader = new TreeReader(client, fresh, loop);
      CompletableFuture<Void> all = reader.readAll(clusterId);
      round(fresh, withAcls ? CompletableFuture.allOf(all, reader.readAcls()) : all);
    } else if (!changed.isEmpty()) {
      List<String> paths = List.copyOf(changed);
      changed.clear();
      round(state, new TreeReader(client, state, loop).read(paths));
    } else if (firstImage.isDone()) {
      List<CompletableFuture<TreeImage>> served = waiting;
      waiting = new ArrayList<>();
      served.forEach(it -> it.complete(tree));
    }
  }

  private void round(ClusterState read, CompletableFuture<Void> done) {
    reading = true;
    List<CompletableFuture<TreeImage>> served = waiting;
    waiting = new ArrayList<>();
    done.whenComplete(
        (nothing, failure) ->
            loop.run(
                () -> {
                  reading = false;
                  if (failure == null) {
                    publish(read, served);
                    nextRound();
                  } else {
                    retry(failure, served);
                  }
                }));
  }

  /** Everybody keeps the last image: better old than incomplete. */
  private void retry(Throwable failure, List<CompletableFuture<TreeImage>> served) {
    waiting.addAll(served);
    if (client.isClosed()) {
      return;
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    LOG.error("The cluster's znodes cannot be read; trying again: {}", cause.getMessage());
    everything = true;
    reading = true;
    loop.schedule(
        RETRY_MS,
        () -> {
          reading = false;
          nextRound();
        });
  }

  private void publish(ClusterState read, List<CompletableFuture<TreeImage>> served) {
    state = read;
    TreeImage before = tree;
    TreeImage now = state.image();
    tree = now;
    firstImage.complete(now.cluster());
    for (ClusterView.Listener subscriber : subscribers) {
      tell(subscriber, before.cluster(), now.cluster());
    }
    served.forEach(it -> it.complete(now));
  }

  private static void tell(ClusterView.Listener subscriber, ClusterImage before, ClusterImage now) {
    try {
      subscriber.changed(before, now);
    } catch (RuntimeException bug) {
      LOG.error("A follower of the cluster failed on a new image", bug);
    }
  }
}
