package io.jackdaw.zookeeper.tree;

import org.jspecify.annotations.Nullable;

/** A znode with everything that a znode can have. */
final class RichZnode extends Znode {
  private final long pzxid;
  private final long owner;
  private final long touchedZxid;
  private final int creations;
  private final int aversion;
  private final @Nullable Children children;

  RichZnode(ZnodeFields fields) {
    super(fields);
    this.pzxid = fields.pzxid;
    this.owner = fields.owner;
    this.touchedZxid = fields.touchedZxid;
    this.creations = fields.creations;
    this.aversion = fields.aversion;
    this.children = fields.children;
  }

  @Override
  public long pzxid() {
    return pzxid;
  }

  @Override
  public int creations() {
    return creations;
  }

  @Override
  public int aversion() {
    return aversion;
  }

  @Override
  public long owner() {
    return owner;
  }

  @Override
  public long touchedZxid() {
    return touchedZxid;
  }

  @Override
  @Nullable Children children() {
    return children;
  }
}
