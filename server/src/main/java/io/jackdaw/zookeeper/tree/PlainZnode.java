package io.jackdaw.zookeeper.tree;

import org.jspecify.annotations.Nullable;

/** A persistent znode that never had a child and whose ACL never changed: most are. */
final class PlainZnode extends Znode {
  PlainZnode(ZnodeFields fields) {
    super(fields);
  }

  @Override
  public long pzxid() {
    return czxid();
  }

  @Override
  public int creations() {
    return 0;
  }

  @Override
  public int aversion() {
    return 0;
  }

  @Override
  public long owner() {
    return EphemeralOwner.NONE;
  }

  @Override
  public long touchedZxid() {
    return mzxid();
  }

  @Override
  @Nullable Children children() {
    return null;
  }
}
