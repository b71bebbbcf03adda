package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.Stat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One state of a znode; a change makes a new one. Only {@link #children} is shared between the
 * states of a znode and changes in place.
 *
 * <p>There may be tens of millions: name and data share one array, and a znode of which only the
 * data ever changed is a {@link PlainZnode}, without the fields that such znodes do not need.
 */
public abstract sealed class Znode permits PlainZnode, RichZnode {
  private final byte[] content;
  private final List<Acl> acl;
  private final long czxid;
  private final long mzxid;
  private final long ctimeMs;
  private final long mtimeMs;
  private final int version;

  /** Number of the last snapshot that holds this state; written and read under the tree's lock. */
  private int writtenIn;

  Znode(ZnodeFields fields) {
    this.content = fields.content;
    this.acl = fields.acl;
    this.czxid = fields.czxid;
    this.mzxid = fields.mzxid;
    this.ctimeMs = fields.ctimeMs;
    this.mtimeMs = fields.mtimeMs;
    this.version = fields.version;
  }

  /** Begins a znode of that name with all numbers 0, an open ACL and no data. */
  public static ZnodeFields named(String name) {
    return new ZnodeFields(name);
  }

  /** Begins the next state of this znode. */
  ZnodeFields change() {
    return new ZnodeFields(this);
  }

  byte[] content() {
    return content;
  }

  /** Shared between znodes. */
  public List<Acl> acl() {
    return acl;
  }

  public long czxid() {
    return czxid;
  }

  public long mzxid() {
    return mzxid;
  }

  public long ctimeMs() {
    return ctimeMs;
  }

  public long mtimeMs() {
    return mtimeMs;
  }

  public int version() {
    return version;
  }

  /** Zxid of the last creation or deletion of a child. */
  public abstract long pzxid();

  /** Children ever created, unsigned: ZooKeeper's stored cversion, and the next sequence number. */
  public abstract int creations();

  public abstract int aversion();

  /** See {@link EphemeralOwner}. */
  public abstract long owner();

  /** Zxid of the command that made this state, whatever it changed. */
  public abstract long touchedZxid();

  /** Null as long as there never was a child. */
  abstract @Nullable Children children();

  public String name() {
    return Content.name(content);
  }

  /** A copy, whole; null is not the same as empty. */
  public byte @Nullable [] data() {
    return Content.data(content);
  }

  /** Writes the data without a copy. */
  public void writeData(JuteWriter writer) {
    int length = Content.dataLength(content);
    if (length < 0) {
      writer.writeBuffer(null);
    } else {
      writer.writeBuffer(content, content.length - length, length);
    }
  }

  public int dataLength() {
    return Math.max(0, Content.dataLength(content));
  }

  /**
   * The number of the next sequential child. It goes on behind 2147483647, where ZooKeeper's turns
   * negative, up to 4294967295.
   */
  public long sequence() {
    return Integer.toUnsignedLong(creations());
  }

  /** The children's names in no order; under the tree's lock. */
  public List<String> childNames() {
    Children all = children();
    return all == null ? List.of() : all.names();
  }

  /** Under the tree's lock. */
  public int childCount() {
    Children all = children();
    return all == null ? 0 : all.count();
  }

  static Znode created(
      String name, byte @Nullable [] data, List<Acl> acl, long owner, long zxid, long timeMs) {
    return named(name)
        .data(data)
        .acl(acl, 0)
        .owner(owner)
        .created(zxid, timeMs)
        .modified(zxid, timeMs, 0)
        .childrenChanged(zxid, 0)
        .touched(zxid);
  }

  Znode withData(byte @Nullable [] newData, int newVersion, long zxid, long timeMs) {
    return change().data(newData).modified(zxid, timeMs, newVersion).touched(zxid);
  }

  /** Data that the server keeps itself: no version counts it. */
  Znode withQuietData(byte[] newData, long zxid) {
    return change().data(newData).touched(zxid);
  }

  Znode withAcl(List<Acl> newAcl, int newAversion, long zxid) {
    return change().acl(newAcl, newAversion).touched(zxid);
  }

  Znode withChildCreated(long zxid) {
    ZnodeFields fields = change().childrenChanged(zxid, creations() + 1);
    return (children() == null ? fields.children(new Children()) : fields).touched(zxid);
  }

  Znode withChildDeleted(long zxid) {
    return change().childrenChanged(zxid, creations()).touched(zxid);
  }

  int writtenIn() {
    return writtenIn;
  }

  void writtenIn(int snapshot) {
    writtenIn = snapshot;
  }

  /** What clients are told; under the tree's lock. */
  public Stat stat() {
    int count = childCount();
    return new Stat(
        czxid,
        mzxid,
        ctimeMs,
        mtimeMs,
        version,
        // All creations, and the deletions, which are the creations whose child is gone.
        2 * creations() - count,
        aversion(),
        EphemeralOwner.isSession(owner()) ? owner() : 0,
        dataLength(),
        count,
        pzxid());
  }
}
