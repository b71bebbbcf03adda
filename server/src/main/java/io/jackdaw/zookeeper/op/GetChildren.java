package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.Stat;
import java.util.List;

/** getChildren (8) and, with the stat, getChildren2 (12): names of the children in no order. */
final class GetChildren implements ReadOperation<WatchingRequest> {
  private final OpCode code;

  GetChildren(OpCode code) {
    this.code = code;
  }

  @Override
  public OpCode code() {
    return code;
  }

  @Override
  public WatchingRequest decode(JuteReader reader) {
    return WatchingRequest.read(reader);
  }

  @Override
  public Outcome read(WatchingRequest request, Reading reading) {
    Znode znode = reading.get(request.path());
    if (znode == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    if (!reading.permits(znode, Acl.READ)) {
      return Outcome.refused(ErrorCode.NO_AUTH);
    }
    if (request.watch()) {
      reading.watches().addChildren(request.path(), reading.watcher());
    }
    List<String> names = znode.childNames();
    Stat stat = znode.stat();
    return Outcome.done(
        code,
        writer -> {
          writer.writeVector(names, JuteWriter::writeString);
          if (code == OpCode.GET_CHILDREN2) {
            Stat.write(writer, stat);
          }
        });
  }
}
