package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.watch.WatchKind;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/** checkWatches (17) and removeWatches (18): whether there is such a watch, and takes it away. */
final class WatchLookup implements ReadOperation<WatchLookup.Request> {
  private final OpCode code;

  record Request(String path, int kind) {}

  WatchLookup(OpCode code) {
    this.code = code;
  }

  @Override
  public OpCode code() {
    return code;
  }

  @Override
  public Request decode(JuteReader reader) {
    return new Request(reader.readString(), reader.readInt());
  }

  @Override
  public Outcome read(Request request, Reading reading) {
    WatchKind kind = WatchKind.of(request.kind);
    if (kind == null) {
      return Outcome.refused(ErrorCode.MARSHALLING_ERROR);
    }
    boolean found =
        code == OpCode.REMOVE_WATCHES
            ? reading.watches().remove(request.path, kind, reading.watcher())
            : reading.watches().contains(request.path, kind, reading.watcher());
    return found ? Outcome.done(code) : Outcome.refused(ErrorCode.NO_WATCHER);
  }
}
