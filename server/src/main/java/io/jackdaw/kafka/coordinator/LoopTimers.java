package io.jackdaw.kafka.coordinator;

import io.jackdaw.time.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** {@link ShardTimers} on an event loop: each task is handed to the shard when it is due. */
final class LoopTimers<R> implements ShardTimers<R> {
  private final EventLoop loop;
  private final Consumer<Task<R>> shard;
  private final Map<Object, Entry> entries = new HashMap<>();

  LoopTimers(EventLoop loop, Consumer<Task<R>> shard) {
    this.loop = loop;
    this.shard = shard;
  }

  @Override
  public void schedule(Object key, long delayMs, Task<R> task) {
    cancel(key);
    Entry entry = new Entry();
    entries.put(key, entry);
    entry.timeout =
        loop.schedule(
            delayMs,
            () -> {
              if (entries.remove(key, entry)) {
                shard.accept(task);
              }
            });
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
      entry.cancel();
    }
  }

  void cancelAll() {
    entries.values().forEach(Entry::cancel);
    entries.clear();
  }

  /** Told apart by identity: a task that is already running late finds itself replaced. */
  private static final class Entry {
    private EventLoop.Timeout timeout = () -> {};

    void cancel() {
      timeout.cancel();
    }
  }
}
