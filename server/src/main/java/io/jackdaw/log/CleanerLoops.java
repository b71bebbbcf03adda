package io.jackdaw.log;

import io.jackdaw.time.EventLoop;
import io.jackdaw.time.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The cleaner's threads, each made when it is first wanted. Any thread. */
public final class CleanerLoops implements IntFunction<EventLoop>, AutoCloseable {
  private final List<SingleThreadEventLoop> loops = new ArrayList<>();

  @Override
  public synchronized EventLoop apply(int number) {
    while (loops.size() <= number) {
      loops.add(new SingleThreadEventLoop("jackdaw-cleaner-" + loops.size()));
    }
    return loops.get(number);
  }

  @Override
  public synchronized void close() {
    loops.forEach(SingleThreadEventLoop::close);
  }
}
