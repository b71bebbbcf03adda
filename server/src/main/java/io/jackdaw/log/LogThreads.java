package io.jackdaw.log;

import io.jackdaw.time.EventLoop;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;

/**
 * Who does what must not happen on an event loop of connections.
 *
 * @param disk fsync, retention, checkpoints: short work
 * @param cleaners gives one for each log that may be compacted at the same time, by its number
 * @param syncs forces logs whose appends wait for it ({@code flush.messages}), several at once, so
 *     that the file system can make one commit of them
 */
public record LogThreads(EventLoop disk, IntFunction<EventLoop> cleaners, Executor syncs) {

  /** One loop for everything. */
  public static LogThreads one(EventLoop loop) {
    return new LogThreads(loop, number -> loop, loop);
  }
}
