package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/** sync (9): answers when everything proposed before it has been applied here. */
final class Sync implements ReadOperation<String> {
  @Override
  public OpCode code() {
    return OpCode.SYNC;
  }

  @Override
  public String decode(JuteReader reader) {
    return reader.readString();
  }

  @Override
  public Outcome read(String path, Reading reading) {
    return Outcome.done(OpCode.SYNC, writer -> writer.writeString(path));
  }

  @Override
  public boolean catchesUp() {
    return true;
  }
}
