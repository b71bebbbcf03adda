package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.Stat;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.util.List;

/** setACL (7): replaces a znode's access control list. */
final class SetAcl implements WriteOperation<SetAcl.Request> {
  record Request(String path, List<Acl> acl, int aversion) {}

  @Override
  public OpCode code() {
    return OpCode.SET_ACL;
  }

  @Override
  public Request decode(JuteReader reader) {
    return new Request(reader.readString(), reader.readVector(Acl::read), reader.readInt());
  }

  @Override
  public Outcome apply(Request request, Applying applying) {
    if (!ZnodePath.isValid(request.path)) {
      return Outcome.refused(ErrorCode.BAD_ARGUMENTS);
    }
    List<Acl> acl = applying.resolve(request.acl);
    if (acl.isEmpty()) {
      return Outcome.refused(ErrorCode.INVALID_ACL);
    }
    Znode znode = applying.get(request.path);
    if (znode == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    if (!applying.permits(znode, Acl.ADMIN)) {
      return Outcome.refused(ErrorCode.NO_AUTH);
    }
    if (!Versions.match(request.aversion, znode.aversion())) {
      return Outcome.refused(ErrorCode.BAD_VERSION);
    }
    Stat stat = applying.change().setAcl(request.path, acl).stat();
    return Outcome.done(OpCode.SET_ACL, writer -> Stat.write(writer, stat));
  }
}
