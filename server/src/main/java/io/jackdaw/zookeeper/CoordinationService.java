package io.jackdaw.zookeeper;

import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.net.EventLoops;
import io.jackdaw.time.Clock;

/** The coordination service. */
public final class CoordinationService implements AutoCloseable {
  public static CoordinationService start(
      CoordinationConfig config, ReplicatedLog log, EventLoops loops, Clock clock) {
    throw new UnsupportedOperationException();
  }

  public int port() {
    return 0;
  }

  @Override
  public void close() {}
}
