package io.jackdaw.log;

import io.jackdaw.disk.DiskFullException;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done again and again on the disk loop, each time so long after the last; a failure of one
 * time is no reason not to try again. Any thread.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final EventLoop loop;
  private final Map<String, EventLoop.Timeout> timers = new HashMap<>();
  private boolean closed;

  Upkeep(EventLoop loop) {
    this.loop = loop;
  }

  synchronized void repeat(String what, LongSupplier everyMs, Runnable work) {
    if (closed) {
      return;
    }
    timers.put(
        what,
        loop.schedule(
            everyMs.getAsLong(),
            () -> {
              attempt(what, work);
              repeat(what, everyMs, work);
            }));
  }

  /** Does something now; what the disk has against it is no more than logged. */
  static void attempt(Object what, Runnable work) {
    try {
      work.run();
    } catch (DiskFullException full) {
      LOG.debug("No space for {}", what, full);
    } catch (StorageException failed) {
      LOG.error("Cannot do {}: {}", what, failed.getMessage(), failed);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    timers.values().forEach(EventLoop.Timeout::cancel);
  }
}
