package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.wire.JuteReader;

/** From here on the session of the command lives on the server that proposed it. */
abstract sealed class SessionEntry implements WriteOperation<Integer>
    permits CreateSession, MoveSession {
  /** The timeout in milliseconds. */
  @Override
  public final Integer decode(JuteReader reader) {
    return reader.readInt();
  }

  @Override
  public final Outcome apply(Integer timeoutMs, Applying applying) {
    applying
        .sessions()
        .put(applying.change().sessionId(), new OpenSession(timeoutMs, applying.serverId()));
    return Outcome.done(code());
  }
}
