package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.change.ChangeListener;
import io.jackdaw.zookeeper.change.ZnodeChange;
import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All znodes, and what is looked up by other ways than their paths.
 *
 * <p>One thread writes, inside {@link #writing}, a whole command at a time; any thread reads,
 * inside {@link #reading}. So a reader sees every command whole or not at all, also a multi, and a
 * watch it sets together with what it reads misses nothing in between.
 */
public final class ZnodeTree {
  private final StampedLock lock = new StampedLock();
  private final Map<Long, Set<String>> ephemerals = new HashMap<>();
  private final Set<String> expirables = new LinkedHashSet<>();
  private final AclTable acls = new AclTable();
  private final Quotas quotas = new Quotas(this);
  private Znode root = bootZnode("", Acl.OPEN, 0);
  private int size = 1;
  private int ephemeralCount;
  private long dataSizeBytes;
  private volatile long lastZxid;
  private volatile @Nullable TreeSnapshot snapshot;
  private int snapshots;
  private @Nullable ChangeListener listener;
  private long appliedIndex;

  /** Where a child was put or taken last: most commands touch the children of one znode twice. */
  private String lastParent = "";

  private @Nullable Children lastChildren;

  /** A tree as a new server has it: the znodes that ZooKeeper keeps for itself, all zeros. */
  public ZnodeTree() {
    clear();
  }

  private static Znode bootZnode(String name, List<Acl> acl, int aversion) {
    return Znode.named(name).data(new byte[0]).acl(acl, aversion).touched(0);
  }

  /** Runs {@code reader} while nothing changes; not to be nested. */
  public <T> T reading(Supplier<T> reader) {
    long stamp = lock.readLock();
    try {
      return reader.get();
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** Runs one command while nobody reads; the one writing thread. */
  public <T> T writing(Supplier<T> command) {
    long stamp = lock.writeLock();
    try {
      return command.get();
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  public @Nullable Znode get(String path) {
    int length = path.length();
    if (length <= 1) {
      return length == 0 || path.equals(ZnodePath.ROOT) ? root : null;
    }
    if (path.charAt(0) != '/' || path.charAt(length - 1) == '/') {
      return null;
    }
    Znode at = root;
    for (int from = 1; at != null && from < length; ) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? length : slash;
      Children children = at.children();
      at = children == null ? null : children.get(path, from, to);
      from = to + 1;
    }
    return at;
  }

  Znode root() {
    return root;
  }

  /** A moment between two commands. */
  public record Moment(long index, long zxid) {}

  /**
   * Has {@code listener} told of every command after the one that is returned; null to tell nobody.
   * Any thread.
   */
  public Moment tell(@Nullable ChangeListener told) {
    return reading(
        () -> {
          listener = told;
          return new Moment(appliedIndex, lastZxid);
        });
  }

  boolean isTold() {
    return listener != null;
  }

  /**
   * The command of that index is done; inside {@link #writing}.
   *
   * @param changes what it changed, if somebody is told
   */
  void applied(List<ZnodeChange> changes) {
    if (listener != null) {
      listener.applied(appliedIndex, lastZxid, changes);
    }
  }

  /** The command of that index is next; inside {@link #writing}. */
  public void applying(long index) {
    appliedIndex = index;
  }

  /** The zxid of the last command that was applied; any thread, without a lock. */
  public long lastZxid() {
    return lastZxid;
  }

  void lastZxid(long zxid) {
    lastZxid = zxid;
  }

  /** Paths of the znodes that live as long as {@code session}. */
  public List<String> ephemeralsOf(long session) {
    return List.copyOf(ephemerals.getOrDefault(session, Set.of()));
  }

  public Map<Long, List<String>> ephemerals() {
    Map<Long, List<String>> copy = new HashMap<>();
    ephemerals.forEach((session, paths) -> copy.put(session, List.copyOf(paths)));
    return copy;
  }

  /** Paths of all containers and of all znodes with a time to live. */
  public List<String> expirables() {
    return List.copyOf(expirables);
  }

  /** Znodes below {@code path}, at any depth. Without recursion, as trees may be deep. */
  public int countBelow(String path) {
    Znode top = get(path);
    if (top == null) {
      return 0;
    }
    int count = -1;
    Deque<Znode> left = new ArrayDeque<>(List.of(top));
    while (!left.isEmpty()) {
      count++;
      Children children = left.pop().children();
      if (children != null) {
        children.forEach(left::push);
      }
    }
    return count;
  }

  /** Number of znodes as ZooKeeper counts them: its root is in its table twice. */
  public int count() {
    return size + 1;
  }

  /** Inside {@link #reading}. */
  public int ephemeralCount() {
    return ephemeralCount;
  }

  /** Bytes of all paths and data; inside {@link #reading}. */
  public long dataSizeBytes() {
    return dataSizeBytes;
  }

  public Quotas quotas() {
    return quotas;
  }

  AclTable acls() {
    return acls;
  }

  static String childOf(String path, String name) {
    return path.length() <= 1 ? ZnodePath.ROOT + name : path + "/" + name;
  }

  // What follows changes the tree: the writing thread only.

  /** Adds a znode below one that is there. */
  void insert(String path, Znode znode) {
    childrenAt(ZnodePath.parentOf(path)).put(znode);
    size++;
    dataSizeBytes += sizeBytes(path, znode);
    if (EphemeralOwner.isSession(znode.owner())) {
      ephemerals.computeIfAbsent(znode.owner(), s -> new LinkedHashSet<>()).add(path);
      ephemeralCount++;
    } else if (znode.owner() != EphemeralOwner.NONE) {
      expirables.add(path);
    }
    quotas.inserted(path);
  }

  void replace(String path, Znode before, Znode after) {
    keepForSnapshot(path, before);
    if (path.length() <= 1) {
      root = after;
    } else {
      childrenAt(ZnodePath.parentOf(path)).put(after);
    }
    dataSizeBytes += after.dataLength() - before.dataLength();
    if (before.children() != after.children()) {
      lastChildren = null;
    }
  }

  void remove(String path, Znode znode) {
    keepForSnapshot(path, znode);
    childrenAt(ZnodePath.parentOf(path)).remove(znode);
    lastChildren = null;
    size--;
    dataSizeBytes -= sizeBytes(path, znode);
    if (EphemeralOwner.isSession(znode.owner())) {
      Set<String> paths = ephemerals.get(znode.owner());
      if (paths != null && paths.remove(path)) {
        ephemeralCount--;
        if (paths.isEmpty()) {
          ephemerals.remove(znode.owner());
        }
      }
    } else if (znode.owner() != EphemeralOwner.NONE) {
      expirables.remove(path);
    }
    quotas.removed(path);
  }

  /** Where the children of {@code path} are; made if there are none yet. */
  private Children childrenAt(String path) {
    Children last = lastChildren;
    if (last != null && path.equals(lastParent)) {
      return last;
    }
    Children found = childrenOf(path);
    lastParent = path;
    lastChildren = found;
    return found;
  }

  private Children childrenOf(String path) {
    Znode parent = get(path);
    if (parent == null) {
      throw new IllegalStateException("no znode " + path + " to have children");
    }
    Children known = parent.children();
    if (known != null) {
      return known;
    }
    Children made = new Children();
    replace(path, parent, parent.change().children(made).touched(parent.touchedZxid()));
    return made;
  }

  private void keepForSnapshot(String path, Znode before) {
    TreeSnapshot open = snapshot;
    if (open != null) {
      open.keep(path, before);
    }
  }

  private static long sizeBytes(String path, Znode znode) {
    return (long) path.length() + znode.dataLength();
  }

  /**
   * Fixes the tree as it is. Writing thread; at most one snapshot is open at a time.
   *
   * @param sessions their timeouts in milliseconds, by id
   */
  public TreeSnapshot snapshot(Map<Long, OpenSession> sessions) {
    if (snapshot != null) {
      throw new IllegalStateException("a snapshot at zxid " + lastZxid + " while one is open");
    }
    TreeSnapshot open =
        new TreeSnapshot(this, ++snapshots, sessions, acls.all(), () -> this.snapshot = null);
    snapshot = open;
    return open;
  }

  /** It was loaded from a snapshot. */
  void replaced() {
    writing(
        () -> {
          if (listener != null) {
            listener.replaced(lastZxid);
          }
          return isTold();
        });
  }

  /** Makes it a tree as a new server has it; before anybody reads. */
  void clear() {
    root = bootZnode("", Acl.OPEN, 0);
    size = 1;
    dataSizeBytes = sizeBytes(ZnodePath.ROOT, root);
    ephemerals.clear();
    expirables.clear();
    quotas.clear();
    lastChildren = null;
    ephemeralCount = 0;
    lastZxid = 0;
    insert(ZnodePath.ZOOKEEPER, bootZnode("zookeeper", Acl.OPEN, 0));
    insert(ZnodePath.QUOTA, bootZnode("quota", Acl.OPEN, 0));
    insert(ZnodePath.CONFIG, bootZnode("config", acls.shared(Acl.READ_ONLY), -1));
  }
}
