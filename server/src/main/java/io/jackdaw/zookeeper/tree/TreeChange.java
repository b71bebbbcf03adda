package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.acl.Credentials;
import io.jackdaw.zookeeper.change.ZnodeChange;
import io.jackdaw.zookeeper.watch.Watches;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.EventType;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one command does to the tree: visible to its own later steps at once, taken back by {@link
 * #rollBack}, and told to watchers by {@link #commit}. Lives inside {@link ZnodeTree#writing}.
 *
 * <p>The methods that change something expect that it can be done: the operation has checked.
 */
public final class TreeChange {
  private final ZnodeTree tree;
  private final Watches watches;
  private final long zxid;
  private final long timeMs;
  private final long sessionId;
  private final Credentials credentials;
  private final List<Undo> undos = new ArrayList<>(4);
  private final List<Event> events = new ArrayList<>(4);

  /** Only if somebody is told of them. */
  private final @Nullable List<ZnodeChange> changes;

  /** The state of a path before one step; null if there was none. */
  private record Undo(String path, @Nullable Znode before) {}

  private record Event(EventType type, String path, List<Acl> acl) {}

  /**
   * @param timeMs when the command was proposed, in milliseconds since 1970
   * @param sessionId of the requester; 0 for the server itself
   */
  public TreeChange(
      ZnodeTree tree,
      Watches watches,
      long zxid,
      long timeMs,
      long sessionId,
      Credentials credentials) {
    this.tree = tree;
    this.watches = watches;
    this.zxid = zxid;
    this.timeMs = timeMs;
    this.sessionId = sessionId;
    this.credentials = credentials;
    this.changes = tree.isTold() ? new ArrayList<>() : null;
  }

  public ZnodeTree tree() {
    return tree;
  }

  public long zxid() {
    return zxid;
  }

  public long timeMs() {
    return timeMs;
  }

  public long sessionId() {
    return sessionId;
  }

  public Credentials credentials() {
    return credentials;
  }

  public @Nullable Znode get(String path) {
    return tree.get(path);
  }

  /** Creates a znode below one that exists. */
  public Znode create(String path, byte @Nullable [] data, List<Acl> acl, long owner) {
    String parentPath = ZnodePath.parentOf(path);
    Znode parent = existing(parentPath);
    replace(parentPath, parent, parent.withChildCreated(zxid));
    Znode created =
        Znode.created(ZnodePath.nameOf(path), data, tree.acls().shared(acl), owner, zxid, timeMs);
    tree.insert(path, created);
    undos.add(new Undo(path, null));
    tree.quotas().countWhole(path, this);
    tree.quotas().count(path, 1, created.dataLength(), this);
    tell(ZnodeChange.Type.CREATED, path, created);
    events.add(new Event(EventType.NODE_CREATED, path, acl));
    events.add(new Event(EventType.NODE_CHILDREN_CHANGED, parentPath, parent.acl()));
    return created;
  }

  /** Deletes a znode that has no children. */
  public void delete(String path) {
    Znode deleted = existing(path);
    String parentPath = ZnodePath.parentOf(path);
    Znode parent = existing(parentPath);
    tree.remove(path, deleted);
    undos.add(new Undo(path, deleted));
    replace(parentPath, parent, parent.withChildDeleted(zxid));
    tree.quotas().count(path, -1, -deleted.dataLength(), this);
    tell(ZnodeChange.Type.DELETED, path, deleted);
    events.add(new Event(EventType.NODE_DELETED, path, deleted.acl()));
    events.add(new Event(EventType.NODE_CHILDREN_CHANGED, parentPath, parent.acl()));
  }

  public Znode setData(String path, byte @Nullable [] data) {
    Znode before = existing(path);
    Znode after = before.withData(data, before.version() + 1, zxid, timeMs);
    replace(path, before, after);
    tree.quotas().count(path, 0, after.dataLength() - before.dataLength(), this);
    tell(ZnodeChange.Type.CHANGED, path, after);
    events.add(new Event(EventType.NODE_DATA_CHANGED, path, after.acl()));
    return after;
  }

  /** The same, but that no version counts it. */
  public Znode setConfiguration(String path, byte[] data) {
    Znode before = existing(path);
    Znode after = before.withData(data, -1, zxid, timeMs);
    replace(path, before, after);
    tell(ZnodeChange.Type.CHANGED, path, after);
    events.add(new Event(EventType.NODE_DATA_CHANGED, path, after.acl()));
    return after;
  }

  public Znode setAcl(String path, List<Acl> acl) {
    Znode before = existing(path);
    Znode after = before.withAcl(tree.acls().shared(acl), before.aversion() + 1, zxid);
    replace(path, before, after);
    tell(ZnodeChange.Type.ACL, path, after);
    return after;
  }

  private void tell(ZnodeChange.Type type, String path, Znode state) {
    if (changes != null) {
      byte[] data = type == ZnodeChange.Type.DELETED ? null : state.data();
      changes.add(new ZnodeChange(zxid, sessionId, type, path, data, state.version()));
    }
  }

  void replaceQuietly(String path, Znode before, byte[] data) {
    replace(path, before, before.withQuietData(data, zxid));
  }

  private void replace(String path, Znode before, Znode after) {
    tree.replace(path, before, after);
    undos.add(new Undo(path, before));
  }

  private Znode existing(String path) {
    Znode znode = tree.get(path);
    if (znode == null) {
      throw new IllegalStateException("no znode " + path + " at zxid " + Long.toHexString(zxid));
    }
    return znode;
  }

  /** Makes the tree what it was before the first step. */
  public void rollBack() {
    for (Undo undo : undos.reversed()) {
      Znode now = tree.get(undo.path);
      if (undo.before == null) {
        tree.remove(undo.path, existing(undo.path));
      } else if (now == null) {
        tree.insert(undo.path, undo.before);
      } else {
        tree.replace(undo.path, now, undo.before);
      }
    }
    undos.clear();
    events.clear();
    if (changes != null) {
      changes.clear();
    }
  }

  /** Makes the command's zxid the last one and tells the watchers, in the order of the steps. */
  public void commit() {
    tree.lastZxid(zxid);
    if (changes != null) {
      tree.applied(changes);
    }
    for (Event event : events) {
      switch (event.type) {
        case NODE_CREATED -> watches.created(event.path, event.acl, zxid);
        case NODE_DELETED -> watches.deleted(event.path, event.acl, zxid);
        case NODE_DATA_CHANGED -> watches.dataChanged(event.path, event.acl, zxid);
        case NODE_CHILDREN_CHANGED -> watches.childrenChanged(event.path, event.acl, zxid);
      }
    }
  }
}
