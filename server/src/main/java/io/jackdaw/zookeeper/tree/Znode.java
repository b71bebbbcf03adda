package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.Stat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One state of a znode; a change makes a new one. Only {@link #children} is shared between the
 * states of a znode and changes in place.
 *
 * @param data whole, never changed in place; null is not the same as empty
 * @param acl shared between znodes
 * @param pzxid of the last creation or deletion of a child
 * @param creations children ever created: ZooKeeper's stored cversion, and the next sequence number
 * @param owner see {@link EphemeralOwner}
 * @param touchedZxid of the command that made this state, whatever it changed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; never changed.
public record Znode(
    byte @Nullable [] data,
    List<Acl> acl,
    long czxid,
    long mzxid,
    long pzxid,
    long ctimeMs,
    long mtimeMs,
    int version,
    int creations,
    int aversion,
    long owner,
    long touchedZxid,
    ChildNames children) {

  static Znode created(byte @Nullable [] data, List<Acl> acl, long owner, long zxid, long timeMs) {
    return new Znode(
        data, acl, zxid, zxid, zxid, timeMs, timeMs, 0, 0, 0, owner, zxid, new ChildNames());
  }

  /**
   * A znode as a file tells it; its children come after it.
   *
   * @param creations see above
   */
  public static Znode loaded(
      byte @Nullable [] data,
      List<Acl> acl,
      long czxid,
      long mzxid,
      long pzxid,
      long ctimeMs,
      long mtimeMs,
      int version,
      int creations,
      int aversion,
      long owner) {
    return new Znode(
        data,
        acl,
        czxid,
        mzxid,
        pzxid,
        ctimeMs,
        mtimeMs,
        version,
        creations,
        aversion,
        owner,
        Math.max(mzxid, pzxid),
        new ChildNames());
  }

  Znode withData(byte @Nullable [] newData, long zxid, long timeMs) {
    return withData(newData, version + 1, zxid, timeMs);
  }

  Znode withData(byte @Nullable [] newData, int newVersion, long zxid, long timeMs) {
    return new Znode(
        newData,
        acl,
        czxid,
        zxid,
        pzxid,
        ctimeMs,
        timeMs,
        newVersion,
        creations,
        aversion,
        owner,
        zxid,
        children);
  }

  /** Data that the server keeps itself: no version counts it. */
  Znode withQuietData(byte[] newData, long zxid) {
    return new Znode(
        newData, acl, czxid, mzxid, pzxid, ctimeMs, mtimeMs, version, creations, aversion, owner,
        zxid, children);
  }

  Znode withAcl(List<Acl> newAcl, long zxid) {
    return withAcl(newAcl, aversion + 1, zxid);
  }

  Znode withAcl(List<Acl> newAcl, int newAversion, long zxid) {
    return new Znode(
        data,
        newAcl,
        czxid,
        mzxid,
        pzxid,
        ctimeMs,
        mtimeMs,
        version,
        creations,
        newAversion,
        owner,
        zxid,
        children);
  }

  Znode withChildCreated(long zxid) {
    return withChildren(creations + 1, zxid);
  }

  Znode withChildDeleted(long zxid) {
    return withChildren(creations, zxid);
  }

  Znode withChildren(int newCreations, long zxid) {
    return new Znode(
        data,
        acl,
        czxid,
        mzxid,
        zxid,
        ctimeMs,
        mtimeMs,
        version,
        newCreations,
        aversion,
        owner,
        Math.max(zxid, touchedZxid),
        children);
  }

  /** The same, in the place of {@code other}. */
  Znode withChildrenOf(Znode other) {
    return new Znode(
        data,
        acl,
        czxid,
        mzxid,
        pzxid,
        ctimeMs,
        mtimeMs,
        version,
        creations,
        aversion,
        owner,
        touchedZxid,
        other.children);
  }

  /** The children's names in no order; under the tree's lock. */
  public List<String> childNames() {
    return children.toList();
  }

  /** Under the tree's lock. */
  public int childCount() {
    return children.count();
  }

  public int dataLength() {
    return data == null ? 0 : data.length;
  }

  /** What clients are told; under the tree's lock. */
  public Stat stat() {
    int count = children.count();
    return new Stat(
        czxid,
        mzxid,
        ctimeMs,
        mtimeMs,
        version,
        // All creations, and the deletions, which are the creations whose child is gone.
        2 * creations - count,
        aversion,
        EphemeralOwner.isSession(owner) ? owner : 0,
        dataLength(),
        count,
        pzxid);
  }
}
