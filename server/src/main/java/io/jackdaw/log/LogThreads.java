package io.jackdaw.log;

import io.jackdaw.time.EventLoop;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Who does what must not happen on an event loop of connections.
 *
 * @param disk fsync, retention, checkpoints: short work
 * @param cleaners one for each log that may be compacted at the same time
 * @param syncs forces logs whose appends wait for it ({@code flush.messages}), several at once, so
 *     that the file system can make one commit of them
 */
public record LogThreads(EventLoop disk, List<EventLoop> cleaners, Executor syncs) {
  public LogThreads {
    cleaners = List.copyOf(cleaners);
  }

  /** One loop for everything. */
  public static LogThreads one(EventLoop loop) {
    return new LogThreads(loop, List.of(loop), loop);
  }
}
