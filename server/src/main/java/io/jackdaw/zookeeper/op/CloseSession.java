package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.List;

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
    List<String> ephemerals = applying.change().tree().ephemeralsOf(session);
    ephemerals.forEach(applying.change()::delete);
    applying.sessions().close(session);
    return Outcome.done(OpCode.CLOSE_SESSION, new EndedSession(ephemerals));
  }

  @Override
  public boolean needsSession() {
    return false;
  }
}
