package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.wire.Acl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a state that is being made. One thread; used once. */
public final class ZnodeFields {
  byte[] content;
  List<Acl> acl = Acl.OPEN;
  long czxid;
  long mzxid;
  long pzxid;
  long ctimeMs;
  long mtimeMs;
  int version;
  int creations;
  int aversion;
  long owner;
  long touchedZxid;
  @Nullable Children children;

  ZnodeFields(String name) {
    content = Content.of(name, null);
  }

  ZnodeFields(Znode before) {
    content = before.content();
    acl = before.acl();
    czxid = before.czxid();
    mzxid = before.mzxid();
    pzxid = before.pzxid();
    ctimeMs = before.ctimeMs();
    mtimeMs = before.mtimeMs();
    version = before.version();
    creations = before.creations();
    aversion = before.aversion();
    owner = before.owner();
    touchedZxid = before.touchedZxid();
    children = before.children();
  }

  public ZnodeFields data(byte @Nullable [] data) {
    content = Content.withData(content, data);
    return this;
  }

  /**
   * @param newAcl shared between znodes
   */
  public ZnodeFields acl(List<Acl> newAcl, int newAversion) {
    acl = newAcl;
    aversion = newAversion;
    return this;
  }

  public ZnodeFields created(long zxid, long timeMs) {
    czxid = zxid;
    ctimeMs = timeMs;
    return this;
  }

  public ZnodeFields modified(long zxid, long timeMs, int newVersion) {
    mzxid = zxid;
    mtimeMs = timeMs;
    version = newVersion;
    return this;
  }

  public ZnodeFields childrenChanged(long zxid, int newCreations) {
    pzxid = zxid;
    creations = newCreations;
    return this;
  }

  /**
   * @param newOwner see {@link EphemeralOwner}
   */
  public ZnodeFields owner(long newOwner) {
    owner = newOwner;
    return this;
  }

  ZnodeFields children(@Nullable Children shared) {
    children = shared;
    return this;
  }

  /**
   * The finished state.
   *
   * @param zxid of the command that makes it
   */
  public Znode touched(long zxid) {
    touchedZxid = zxid;
    boolean plain =
        children == null
            && owner == EphemeralOwner.NONE
            && aversion == 0
            && creations == 0
            && pzxid == czxid
            && touchedZxid == mzxid;
    return plain ? new PlainZnode(this) : new RichZnode(this);
  }
}
