package io.jackdaw.consensus.raft;

import io.jackdaw.time.EventLoop;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Who waits to see all that was committed when he asked: first for an index from the leader, then
 * until that is applied here. On the loop.
 */
final class Readers {
  private final EventLoop loop;
  private final long patienceMs;
  private final Map<Long, Reader> asking = new HashMap<>();
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::index));
  private long lastId;

  private record Reader(
      Runnable caughtUp, Consumer<Throwable> failed, EventLoop.Timeout patience) {}

  private record Waiting(long index, Reader reader) {}

  /**
   * @param patienceMs until an index has to have come from the leader
   */
  Readers(EventLoop loop, long patienceMs) {
    this.loop = loop;
    this.patienceMs = patienceMs;
  }

  /** A new reader, and the number to ask with. */
  long add(Runnable caughtUp, Consumer<Throwable> failed) {
    long id = ++lastId;
    EventLoop.Timeout patience = loop.schedule(patienceMs, () -> answered(id, -1, 0));
    asking.put(id, new Reader(caughtUp, failed, patience));
    return id;
  }

  /**
   * The leader's answer.
   *
   * @param index −1 when there is none
   */
  void answered(long id, long index, long applied) {
    Reader reader = asking.remove(id);
    if (reader == null) {
      return;
    }
    reader.patience.cancel();
    if (index < 0) {
      reader.failed.accept(new IllegalStateException("no leader confirmed what is committed"));
    } else if (index <= applied) {
      reader.caughtUp.run();
    } else {
      waiting.add(new Waiting(index, reader));
    }
  }

  void applied(long index) {
    while (!waiting.isEmpty() && waiting.element().index <= index) {
      waiting.remove().reader.caughtUp.run();
    }
  }

  void close(Throwable why) {
    asking.values().forEach(reader -> reader.failed.accept(why));
    asking.clear();
    waiting.forEach(each -> each.reader.failed.accept(why));
    waiting.clear();
  }
}
