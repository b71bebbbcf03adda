package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.OpCode;

/**
 * moveSession (−12): the session goes on over the server that proposes this, maybe with another
 * timeout. What the server before has still to propose for it is refused from here on, so the
 * client's requests keep their order.
 */
final class MoveSession extends SessionEntry {
  @Override
  public OpCode code() {
    return OpCode.MOVE_SESSION;
  }

  @Override
  public boolean obeysAnyServer() {
    return true;
  }
}
