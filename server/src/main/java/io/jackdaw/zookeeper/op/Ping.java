package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/** ping (11): keeps the session alive, as every request does. */
final class Ping implements ReadOperation<Boolean> {
  @Override
  public OpCode code() {
    return OpCode.PING;
  }

  @Override
  public Boolean decode(JuteReader reader) {
    return Boolean.TRUE;
  }

  @Override
  public Outcome read(Boolean request, Reading reading) {
    return Outcome.done(OpCode.PING);
  }
}
