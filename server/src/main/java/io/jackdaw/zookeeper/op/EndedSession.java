package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.JuteWriter;
import java.util.List;
import java.util.function.Consumer;

/** The result of closing a session: an empty reply, and what went with the session. */
record EndedSession(List<String> ephemerals) implements Consumer<JuteWriter> {
  @Override
  public void accept(JuteWriter writer) {
    // The reply has no body.
  }
}
