package io.jackdaw.log;

import io.jackdaw.time.EventLoop;
import java.util.List;

/**
 * Who does what must not happen on an event loop of connections.
 *
 * @param disk fsync, retention, checkpoints: short work
 * @param cleaners one for each log that may be compacted at the same time
 */
public record LogThreads(EventLoop disk, List<EventLoop> cleaners) {
  public LogThreads {
    cleaners = List.copyOf(cleaners);
  }

  /** One loop for everything. */
  public static LogThreads one(EventLoop loop) {
    return new LogThreads(loop, List.of(loop));
  }
}
