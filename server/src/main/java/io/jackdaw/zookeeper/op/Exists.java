package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.Stat;

/** exists (3): a znode's stat; the watch is set also where there is no znode. */
final class Exists implements ReadOperation<WatchingRequest> {
  @Override
  public OpCode code() {
    return OpCode.EXISTS;
  }

  @Override
  public WatchingRequest decode(JuteReader reader) {
    return WatchingRequest.read(reader);
  }

  @Override
  public Outcome read(WatchingRequest request, Reading reading) {
    if (request.path().indexOf('\0') >= 0) {
      return Outcome.refused(ErrorCode.BAD_ARGUMENTS);
    }
    Znode znode = reading.get(request.path());
    if (znode != null && !reading.permits(znode, Acl.READ)) {
      return Outcome.refused(ErrorCode.NO_AUTH);
    }
    if (request.watch()) {
      reading.watches().addData(request.path(), reading.watcher());
    }
    if (znode == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    Stat stat = znode.stat();
    return Outcome.done(OpCode.EXISTS, writer -> Stat.write(writer, stat));
  }
}
