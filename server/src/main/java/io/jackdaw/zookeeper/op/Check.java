package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.ZnodePath;

/** check (13): refuses a multi unless a znode has a version; only there, as in ZooKeeper 3.9. */
final class Check implements WriteOperation<Check.Request> {
  record Request(String path, int version) {}

  @Override
  public OpCode code() {
    return OpCode.CHECK;
  }

  @Override
  public Request decode(JuteReader reader) {
    return new Request(reader.readString(), reader.readInt());
  }

  @Override
  public Outcome apply(Request request, Applying applying) {
    if (!ZnodePath.isValid(request.path)) {
      return Outcome.refused(ErrorCode.BAD_ARGUMENTS);
    }
    Znode znode = applying.get(request.path);
    if (znode == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    if (!applying.permits(znode, Acl.READ)) {
      return Outcome.refused(ErrorCode.NO_AUTH);
    }
    return Versions.match(request.version, znode.version())
        ? Outcome.done(OpCode.CHECK)
        : Outcome.refused(ErrorCode.BAD_VERSION);
  }
}
