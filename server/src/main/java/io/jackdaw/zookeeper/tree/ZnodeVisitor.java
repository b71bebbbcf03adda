package io.jackdaw.zookeeper.tree;

import java.io.IOException;

/** Told of znodes, one after the other, each after its parent. */
@FunctionalInterface
public interface ZnodeVisitor {
  void znode(String path, Znode znode) throws IOException;
}
