package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/** getAllChildrenNumber (104): how many znodes there are below one, at any depth. */
final class GetAllChildrenNumber implements ReadOperation<String> {
  @Override
  public OpCode code() {
    return OpCode.GET_ALL_CHILDREN_NUMBER;
  }

  @Override
  public String decode(JuteReader reader) {
    return reader.readString();
  }

  @Override
  public Outcome read(String path, Reading reading) {
    Znode znode = reading.get(path);
    if (znode == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    if (!reading.permits(znode, Acl.READ)) {
      return Outcome.refused(ErrorCode.NO_AUTH);
    }
    int count = reading.tree().countBelow(path);
    return Outcome.done(OpCode.GET_ALL_CHILDREN_NUMBER, writer -> writer.writeInt(count));
  }
}
