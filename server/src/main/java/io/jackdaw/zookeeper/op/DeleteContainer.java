package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.EphemeralOwner;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/**
 * deleteContainer (20): removes a container that is empty, or a znode whose time has run out; only
 * the server itself proposes it, and what it saw may have changed since.
 */
final class DeleteContainer implements WriteOperation<String> {
  @Override
  public OpCode code() {
    return OpCode.DELETE_CONTAINER;
  }

  /** The path. */
  @Override
  public String decode(JuteReader reader) {
    return reader.readString();
  }

  @Override
  public Outcome apply(String path, Applying applying) {
    Znode znode = applying.get(path);
    if (znode == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    if (znode.childCount() > 0) {
      return Outcome.refused(ErrorCode.NOT_EMPTY);
    }
    if (!mayGo(znode, applying.change().timeMs())) {
      return Outcome.refused(ErrorCode.BAD_VERSION);
    }
    applying.change().delete(path);
    return Outcome.done(OpCode.DELETE);
  }

  private static boolean mayGo(Znode znode, long nowMs) {
    long owner = znode.owner();
    return owner == EphemeralOwner.CONTAINER
        || (EphemeralOwner.hasTtl(owner) && nowMs - znode.mtimeMs() > EphemeralOwner.ttlMs(owner));
  }

  @Override
  public boolean needsSession() {
    return false;
  }
}
