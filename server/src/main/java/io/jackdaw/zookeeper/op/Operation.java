package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/**
 * One operation of the protocol.
 *
 * @param <Q> its request
 */
public sealed interface Operation<Q> permits ReadOperation, WriteOperation {
  OpCode code();

  /**
   * Reads the request's body.
   *
   * @throws io.jackdaw.net.MalformedFrameException if it is none
   */
  Q decode(JuteReader reader);

  /** Whether it cannot be done by a server that knows no leader. */
  default boolean changesOrCatchesUp() {
    return !(this instanceof ReadOperation<?> read) || read.catchesUp();
  }
}
