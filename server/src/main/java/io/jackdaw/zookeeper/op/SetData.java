package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.Stat;
import io.jackdaw.zookeeper.wire.ZnodePath;
import org.jspecify.annotations.Nullable;

/** setData (5): replaces a znode's data. */
final class SetData implements WriteOperation<SetData.Request> {
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Request(String path, byte @Nullable [] data, int version) {}

  @Override
  public OpCode code() {
    return OpCode.SET_DATA;
  }

  @Override
  public Request decode(JuteReader reader) {
    return new Request(reader.readString(), reader.readBuffer(), reader.readInt());
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
    if (!applying.permits(znode, Acl.WRITE)) {
      return Outcome.refused(ErrorCode.NO_AUTH);
    }
    int length = request.data == null ? 0 : request.data.length;
    if (applying.exceedsQuota(request.path, 0, length - znode.dataLength())) {
      return Outcome.refused(ErrorCode.QUOTA_EXCEEDED);
    }
    if (!Versions.match(request.version, znode.version())) {
      return Outcome.refused(ErrorCode.BAD_VERSION);
    }
    Stat stat = applying.change().setData(request.path, request.data).stat();
    return Outcome.done(OpCode.SET_DATA, writer -> Stat.write(writer, stat));
  }
}
