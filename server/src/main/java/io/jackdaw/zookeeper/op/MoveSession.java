package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/**
 * moveSession (−12): the session goes on over the server that proposes this. What the server before
 * has still to propose for it is refused from here on, so the client's requests keep their order.
 */
final class MoveSession implements WriteOperation<Integer> {
  @Override
  public OpCode code() {
    return OpCode.MOVE_SESSION;
  }

  /** The timeout in milliseconds, which the client may have changed. */
  @Override
  public Integer decode(JuteReader reader) {
    return reader.readInt();
  }

  @Override
  public Outcome apply(Integer timeoutMs, Applying applying) {
    applying
        .sessions()
        .put(applying.change().sessionId(), new OpenSession(timeoutMs, applying.serverId()));
    return Outcome.done(OpCode.MOVE_SESSION);
  }

  @Override
  public boolean obeysAnyServer() {
    return true;
  }
}
