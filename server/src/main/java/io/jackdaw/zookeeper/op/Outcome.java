package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.WatchEvent;
import java.util.List;
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
   * @param missed events that the requester has to hear of before the reply
   */
  record Done(OpCode resultType, Consumer<JuteWriter> body, List<WatchEvent> missed)
      implements Outcome {}

  static Outcome refused(ErrorCode error) {
    return new Refused(error);
  }

  static Outcome done(OpCode resultType, Consumer<JuteWriter> body) {
    return new Done(resultType, body, List.of());
  }

  static Outcome done(OpCode resultType) {
    return new Done(resultType, NOTHING, List.of());
  }

  static Outcome done(OpCode resultType, List<WatchEvent> missed) {
    return new Done(resultType, NOTHING, missed);
  }

  default List<WatchEvent> missedEvents() {
    return this instanceof Done done ? done.missed : List.of();
  }

  default ErrorCode error() {
    return this instanceof Refused refused ? refused.error : ErrorCode.OK;
  }
}
