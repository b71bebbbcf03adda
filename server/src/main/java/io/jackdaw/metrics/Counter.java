package io.jackdaw.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often something happened, or how much of it, since the start or the last reset. Any thread.
 */
public final class Counter {
  private final LongAdder value = new LongAdder();

  public void increment() {
    value.increment();
  }

  public void add(long more) {
    value.add(more);
  }

  public long value() {
    return value.sum();
  }

  public void reset() {
    value.reset();
  }
}
