package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.ZnodePath;

/** delete (2): removes a znode without children. */
final class Delete implements WriteOperation<Delete.Request> {
  record Request(String path, int version) {}

  @Override
  public OpCode code() {
    return OpCode.DELETE;
  }

  @Override
  public Request decode(JuteReader reader) {
    return new Request(reader.readString(), reader.readInt());
  }

  @Override
  public Outcome apply(Request request, Applying applying) {
    String path = request.path;
    if (!ZnodePath.hasParent(path) || ZnodePath.isSpecial(path)) {
      return Outcome.refused(ErrorCode.BAD_ARGUMENTS);
    }
    Znode parent = applying.get(ZnodePath.parentOf(path));
    if (parent == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    if (!applying.permits(parent, Acl.DELETE)) {
      return Outcome.refused(ErrorCode.NO_AUTH);
    }
    Znode znode = applying.get(path);
    if (znode == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    if (!Versions.match(request.version, znode.version())) {
      return Outcome.refused(ErrorCode.BAD_VERSION);
    }
    if (znode.childCount() > 0) {
      return Outcome.refused(ErrorCode.NOT_EMPTY);
    }
    applying.change().delete(path);
    return Outcome.done(OpCode.DELETE);
  }
}
