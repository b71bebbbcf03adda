package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Map<String, Znode> znodes = new ConcurrentHashMap<>();
  private final Map<Long, Set<String>> ephemerals = new HashMap<>();
  private final Set<String> expirables = new LinkedHashSet<>();
  private final AclTable acls = new AclTable();
  private final Quotas quotas = new Quotas(this);
  private int ephemeralCount;
  private long dataSizeBytes;
  private volatile long lastZxid;
  private volatile @Nullable TreeSnapshot snapshot;

  /** A tree as a new server has it: the znodes that ZooKeeper keeps for itself, all zeros. */
  public ZnodeTree() {
    putBootZnode(ZnodePath.ROOT, Acl.OPEN, 0);
    putBootZnode(ZnodePath.ZOOKEEPER, Acl.OPEN, 0);
    putBootZnode(ZnodePath.QUOTA, Acl.OPEN, 0);
    putBootZnode(ZnodePath.CONFIG, Acl.READ_ONLY, -1);
  }

  private void putBootZnode(String path, List<Acl> acl, int aversion) {
    insert(
        path, new Znode(new byte[0], acl, 0, 0, 0, 0, 0, 0, 0, aversion, 0, 0, new ChildNames()));
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
    return znodes.get(path.isEmpty() ? ZnodePath.ROOT : path);
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

  /** Znodes below {@code path}, at any depth. */
  public int countBelow(String path) {
    Znode znode = get(path);
    int count = 0;
    if (znode != null) {
      for (String name : znode.childNames()) {
        count += 1 + countBelow(childOf(path, name));
      }
    }
    return count;
  }

  /**
   * Shows every znode, while nothing changes. Goes down without recursion, as trees may be deep.
   */
  public void walk(ZnodeVisitor visitor) throws IOException {
    Deque<String> left = new ArrayDeque<>(List.of(ZnodePath.ROOT));
    while (!left.isEmpty()) {
      String path = left.pop();
      Znode znode = get(path);
      if (znode != null) {
        visitor.znode(path, znode);
        znode.childNames().forEach(name -> left.push(childOf(path, name)));
      }
    }
  }

  /** Number of znodes as ZooKeeper counts them: its root is in its table twice. */
  public int count() {
    return znodes.size() + 1;
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

  void insert(String path, Znode znode) {
    znodes.put(path, znode);
    dataSizeBytes += sizeBytes(path, znode);
    if (!path.equals(ZnodePath.ROOT)) {
      Znode parent = znodes.get(ZnodePath.parentOf(path));
      if (parent != null) {
        parent.children().add(ZnodePath.nameOf(path));
      }
    }
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
    znodes.put(path, after);
    dataSizeBytes += after.dataLength() - before.dataLength();
  }

  void remove(String path, Znode znode) {
    keepForSnapshot(path, znode);
    znodes.remove(path);
    dataSizeBytes -= sizeBytes(path, znode);
    Znode parent = znodes.get(ZnodePath.parentOf(path));
    if (parent != null) {
      parent.children().remove(ZnodePath.nameOf(path));
    }
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
    TreeSnapshot open = new TreeSnapshot(znodes, sessions, lastZxid, () -> this.snapshot = null);
    snapshot = open;
    return open;
  }

  /** Replaces everything by what a snapshot held; writing thread. */
  void load(Map<String, Znode> loaded, long zxid) {
    znodes.clear();
    ephemerals.clear();
    expirables.clear();
    quotas.clear();
    ephemeralCount = 0;
    dataSizeBytes = 0;
    // Parents first, so that each child finds the set it belongs to.
    List<String> paths = new ArrayList<>(loaded.keySet());
    paths.sort(null);
    for (String path : paths) {
      Znode znode = loaded.get(path);
      if (znode != null) {
        insert(path, znode);
      }
    }
    lastZxid = zxid;
  }
}
