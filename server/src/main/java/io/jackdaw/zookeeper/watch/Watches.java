package io.jackdaw.zookeeper.watch;

import io.jackdaw.metrics.Summary;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.EventType;
import io.jackdaw.zookeeper.wire.WatchEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * All watches of this server, and ZooKeeper's rules of who hears what.
 *
 * <p>Two tables, as in ZooKeeper: what exists and data watches wait for, and what child watches
 * wait for. A persistent watch stands in both, a recursive one only in the first: so it hears of
 * created, changed and deleted znodes, and never {@link EventType#NODE_CHILDREN_CHANGED}.
 *
 * <p>Any thread. Watchers are notified by the caller's thread, outside the lock of the tables.
 */
public final class Watches {
  private final WatchTable data = new WatchTable();
  private final WatchTable children = new WatchTable();
  private final FiredWatches fired;

  /** Measured by nobody. */
  public Watches() {
    this(FiredWatches.unseen());
  }

  /**
   * @param fired told how many watches each change fires
   */
  public Watches(FiredWatches fired) {
    this.fired = fired;
  }

  /** A data or exists watch. */
  public synchronized void addData(String path, Watcher watcher) {
    if (!watcher.isGone()) {
      data.add(path, watcher, WatchMode.STANDARD);
    }
  }

  public synchronized void addChildren(String path, Watcher watcher) {
    if (!watcher.isGone()) {
      children.add(path, watcher, WatchMode.STANDARD);
    }
  }

  public synchronized void addPersistent(String path, Watcher watcher, boolean recursive) {
    if (watcher.isGone()) {
      return;
    }
    WatchMode mode = recursive ? WatchMode.PERSISTENT_RECURSIVE : WatchMode.PERSISTENT;
    data.add(path, watcher, mode);
    if (!recursive) {
      children.add(path, watcher, mode);
    }
  }

  public synchronized boolean contains(String path, WatchKind kind, Watcher watcher) {
    return (kind.inChildren() && children.contains(path, watcher, kind.mode()))
        || (kind.inData() && data.contains(path, watcher, kind.mode()));
  }

  /** Removes what {@code kind} names; whether there was any. */
  public synchronized boolean remove(String path, WatchKind kind, Watcher watcher) {
    boolean removed = kind.inChildren() && children.remove(path, watcher, kind.mode());
    return (kind.inData() && data.remove(path, watcher, kind.mode())) || removed;
  }

  /** Forgets a watcher that has gone. */
  public synchronized void removeAll(Watcher watcher) {
    data.removeAll(watcher);
    children.removeAll(watcher);
  }

  /**
   * @param acl of the znode the event is about: only who may read it is told
   */
  public void created(String path, List<Acl> acl, long zxid) {
    tell(data, fired.created(), new WatchEvent(EventType.NODE_CREATED, path, zxid), acl);
  }

  public void dataChanged(String path, List<Acl> acl, long zxid) {
    tell(data, fired.changed(), new WatchEvent(EventType.NODE_DATA_CHANGED, path, zxid), acl);
  }

  /** Who has both kinds of watches on a deleted znode hears of it once. */
  public void deleted(String path, List<Acl> acl, long zxid) {
    try (Notification event =
        new Notification(new WatchEvent(EventType.NODE_DELETED, path, zxid))) {
      Set<Watcher> told = fire(data, path, fired.deleted());
      tell(told, Set.of(), event, acl);
      tell(fire(children, path, fired.deleted()), told, event, acl);
    }
  }

  public void childrenChanged(String path, List<Acl> acl, long zxid) {
    WatchEvent event = new WatchEvent(EventType.NODE_CHILDREN_CHANGED, path, zxid);
    tell(children, fired.children(), event, acl);
  }

  private void tell(WatchTable table, Summary summary, WatchEvent event, List<Acl> acl) {
    Set<Watcher> watchers = fire(table, event.path(), summary);
    if (!watchers.isEmpty()) {
      try (Notification notification = new Notification(event)) {
        tell(watchers, Set.of(), notification, acl);
      }
    }
  }

  private synchronized Set<Watcher> fire(WatchTable table, String path, Summary summary) {
    if (table.count() == 0) {
      return Set.of();
    }
    Set<Watcher> watchers = new LinkedHashSet<>();
    table.fire(path, watchers);
    if (!watchers.isEmpty()) {
      summary.add(watchers.size());
    }
    return watchers;
  }

  private static void tell(
      Set<Watcher> watchers, Set<Watcher> except, Notification notification, List<Acl> acl) {
    for (Watcher watcher : watchers) {
      if (!except.contains(watcher) && watcher.mayRead(acl)) {
        watcher.notify(notification);
      }
    }
  }

  public synchronized int count() {
    return data.count() + children.count();
  }

  /** Numbers of watchers, of watched paths and of watches, data and exists watches only. */
  public synchronized Totals totals() {
    return new Totals(data.watchers(), data.paths(), data.count());
  }

  /** Calls {@code action} for each path with data watches, holding the lock. */
  public synchronized void forEachPath(BiConsumer<String, Set<Watcher>> action) {
    data.forEachPath(action);
  }

  /** Calls {@code action} for each watcher with data watches, holding the lock. */
  public synchronized void forEachWatcher(BiConsumer<Watcher, Set<String>> action) {
    data.forEachWatcher(action);
  }

  /** What {@code wchs} tells. */
  public record Totals(int watchers, int paths, int watches) {}
}
