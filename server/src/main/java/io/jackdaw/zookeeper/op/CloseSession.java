package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/**
 * closeSession (−11): ends the session that the command names, and deletes its ephemeral znodes;
 * asked for by the client, or proposed when the session has expired.
 */
final class CloseSession implements WriteOperation<Boolean> {
  @Override
  public OpCode code() {
    return OpCode.CLOSE_SESSION;
  }

  /** There is nothing to read. */
  @Override
  public Boolean decode(JuteReader reader) {
    return Boolean.TRUE;
  }

  @Override
  public Outcome apply(Boolean request, Applying applying) {
    long session = applying.change().sessionId();
    for (String path : applying.change().tree().ephemeralsOf(session)) {
      applying.change().delete(path);
    }
    applying.sessions().close(session);
    return Outcome.done(OpCode.CLOSE_SESSION);
  }

  @Override
  public boolean needsSession() {
    return false;
  }
}
