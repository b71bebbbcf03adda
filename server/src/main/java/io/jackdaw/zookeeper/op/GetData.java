package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.Stat;

/** getData (4): a znode's data and stat. */
final class GetData implements ReadOperation<WatchingRequest> {
  @Override
  public OpCode code() {
    return OpCode.GET_DATA;
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
      reading.watches().addData(request.path(), reading.watcher());
    }
    Stat stat = znode.stat();
    return Outcome.done(
        OpCode.GET_DATA,
        writer -> {
          znode.writeData(writer);
          Stat.write(writer, stat);
        });
  }
}
