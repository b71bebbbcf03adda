package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/**
 * createSession (−10): opens the session that the command names; proposed for a connect request.
 */
final class CreateSession implements WriteOperation<Integer> {
  @Override
  public OpCode code() {
    return OpCode.CREATE_SESSION;
  }

  /** The timeout in milliseconds. */
  @Override
  public Integer decode(JuteReader reader) {
    return reader.readInt();
  }

  @Override
  public Outcome apply(Integer timeoutMs, Applying applying) {
    applying
        .sessions()
        .put(applying.change().sessionId(), new OpenSession(timeoutMs, applying.serverId()));
    return Outcome.done(OpCode.CREATE_SESSION);
  }

  @Override
  public boolean needsSession() {
    return false;
  }
}
