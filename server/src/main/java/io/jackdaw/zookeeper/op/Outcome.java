package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.function.Consumer;

/** What became of a request. */
public sealed interface Outcome {
  Consumer<JuteWriter> NOTHING = writer -> {};

  /** Nothing was done. */
  record Refused(ErrorCode error) implements Outcome {}

  /**
   * It was done.
   *
   * @param resultType what the result is called inside a multi
   * @param body writes the reply from values that no longer change; any thread, without a lock
   */
  record Done(OpCode resultType, Consumer<JuteWriter> body) implements Outcome {}

  static Outcome refused(ErrorCode error) {
    return new Refused(error);
  }

  static Outcome done(OpCode resultType, Consumer<JuteWriter> body) {
    return new Done(resultType, body);
  }

  static Outcome done(OpCode resultType) {
    return new Done(resultType, NOTHING);
  }

  default ErrorCode error() {
    return this instanceof Refused refused ? refused.error : ErrorCode.OK;
  }
}
