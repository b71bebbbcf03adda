package io.jackdaw.zookeeper;

import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import io.jackdaw.zookeeper.tree.EphemeralOwner;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Finds containers that have lost their last child, and childless znodes that have outlived their
 * time, and has them deleted: at regular times, and not too many at once. Runs on one event loop.
 * Source: ContainerManager.
 */
final class ContainerReaper {
  private static final long MINUTE_MS = 60_000;

  private final CoordinationConfig.Containers config;
  private final ZnodeTree tree;
  private final EventLoop loop;
  private final Clock clock;
  private final BooleanSupplier decides;
  private final Consumer<String> delete;
  private final Queue<String> found = new ArrayDeque<>();

  /**
   * @param decides whether it is for this server to say what goes
   * @param delete proposes to delete what is at a path, if it still may go then
   */
  ContainerReaper(
      CoordinationConfig.Containers config,
      ZnodeTree tree,
      EventLoop loop,
      Clock clock,
      BooleanSupplier decides,
      Consumer<String> delete) {
    this.config = config;
    this.tree = tree;
    this.loop = loop;
    this.clock = clock;
    this.decides = decides;
    this.delete = delete;
  }

  void start() {
    loop.schedule(config.checkIntervalMs(), this::look);
  }

  private void look() {
    if (!decides.getAsBoolean()) {
      loop.schedule(config.checkIntervalMs(), this::look);
      return;
    }
    long nowMs = clock.wallMs();
    tree.reading(
        () -> {
          for (String path : tree.expirables()) {
            Znode znode = tree.get(path);
            if (znode != null && mayGo(znode, nowMs)) {
              found.add(path);
            }
          }
          return found;
        });
    deleteNext();
  }

  /** One after the other, so slowly that watchers are not flooded. */
  private void deleteNext() {
    String path = found.poll();
    if (path == null) {
      loop.schedule(config.checkIntervalMs(), this::look);
      return;
    }
    delete.accept(path);
    loop.schedule(MINUTE_MS / config.maxPerMinute(), this::deleteNext);
  }

  private boolean mayGo(Znode znode, long nowMs) {
    if (znode.childCount() > 0) {
      return false;
    }
    long idleMs = nowMs - znode.mtimeMs();
    if (EphemeralOwner.hasTtl(znode.owner())) {
      return idleMs > EphemeralOwner.ttlMs(znode.owner());
    }
    // A container without children is new, or used up if it ever had one.
    return znode.creations() != 0
        || (config.maxNeverUsedMs() > 0 && idleMs > config.maxNeverUsedMs());
  }
}
