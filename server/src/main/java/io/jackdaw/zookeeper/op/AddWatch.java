package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/** addWatch (106): a watch that stays, on one znode (mode 0) or on all below it too (mode 1). */
final class AddWatch implements ReadOperation<AddWatch.Request> {
  private static final int PERSISTENT = 0;
  private static final int PERSISTENT_RECURSIVE = 1;

  record Request(String path, int mode) {}

  @Override
  public OpCode code() {
    return OpCode.ADD_WATCH;
  }

  @Override
  public Request decode(JuteReader reader) {
    return new Request(reader.readString(), reader.readInt());
  }

  @Override
  public Outcome read(Request request, Reading reading) {
    if (request.mode != PERSISTENT && request.mode != PERSISTENT_RECURSIVE) {
      return Outcome.refused(ErrorCode.MARSHALLING_ERROR);
    }
    boolean recursive = request.mode == PERSISTENT_RECURSIVE;
    reading.watches().addPersistent(request.path, reading.watcher(), recursive);
    return Outcome.done(OpCode.ADD_WATCH, writer -> writer.writeInt(ErrorCode.OK.code()));
  }
}
