package io.jackdaw.kafka.coordinator;

import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@link ShardTimers} on an event loop: each task is handed to the shard when it is due.
 *
 * <p>A timer that is put off, as that of a member's session is with every heartbeat, stays in the
 * loop where it is, and finds out when it fires that its time has not come.
 */
final class LoopTimers<R> implements ShardTimers<R> {
  private final EventLoop loop;
  private final Clock clock;
  private final Consumer<Task<R>> shard;
  private final Map<Object, Entry> entries = new HashMap<>();

  LoopTimers(EventLoop loop, Clock clock, Consumer<Task<R>> shard) {
    this.loop = loop;
    this.clock = clock;
    this.shard = shard;
  }

  @Override
  public void schedule(Object key, long delayMs, Task<R> task) {
    long dueMs = clock.monotonicMs() + Math.clamp(delayMs, 0, Long.MAX_VALUE / 2);
    Entry entry = entries.get(key);
    if (entry != null && entry.firesMs <= dueMs) {
      entry.dueMs = dueMs;
      entry.task = task;
      return;
    }
    if (entry != null) {
      entry.timeout.cancel();
    }
    entry = new Entry(key, dueMs, task);
    entries.put(key, entry);
    entry.arm(delayMs);
  }

  @Override
  public void scheduleIfAbsent(Object key, long delayMs, Task<R> task) {
    if (!entries.containsKey(key)) {
      schedule(key, delayMs, task);
    }
  }

  @Override
  public void cancel(Object key) {
    Entry entry = entries.remove(key);
    if (entry != null) {
      entry.timeout.cancel();
    }
  }

  void cancelAll() {
    entries.values().forEach(entry -> entry.timeout.cancel());
    entries.clear();
  }

  /** Told apart by identity: a task that is already running late finds itself replaced. */
  private final class Entry {
    private final Object key;
    private long dueMs;
    private long firesMs;
    private Task<R> task;
    private EventLoop.Timeout timeout = () -> {};

    Entry(Object key, long dueMs, Task<R> task) {
      this.key = key;
      this.dueMs = dueMs;
      this.task = task;
    }

    void arm(long delayMs) {
      firesMs = dueMs;
      timeout = loop.schedule(delayMs, this::fire);
    }

    private void fire() {
      if (entries.get(key) != this) {
        return;
      }
      long leftMs = dueMs - clock.monotonicMs();
      if (leftMs > 0) {
        arm(leftMs);
      } else {
        entries.remove(key);
        shard.accept(task);
      }
    }
  }
}
