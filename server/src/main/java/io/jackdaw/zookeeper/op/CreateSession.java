package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.OpCode;

/**
 * createSession (−10): opens the session that the command names; proposed for a connect request.
 */
final class CreateSession extends SessionEntry {
  @Override
  public OpCode code() {
    return OpCode.CREATE_SESSION;
  }

  @Override
  public boolean needsSession() {
    return false;
  }
}
