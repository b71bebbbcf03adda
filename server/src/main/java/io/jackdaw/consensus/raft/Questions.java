package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.time.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Who waits for the leader to say whether other members are ready. On the loop. */
final class Questions {
  private final EventLoop loop;
  private final long patienceMs;
  private final Map<Long, Asked> asked = new HashMap<>();
  private long lastId;

  private record Asked(Consumer<Readiness> answer, EventLoop.Timeout patience) {}

  /**
   * @param patienceMs until an answer has to have come from the leader
   */
  Questions(EventLoop loop, long patienceMs) {
    this.loop = loop;
    this.patienceMs = patienceMs;
  }

  /** A new question, and its number. */
  long add(Consumer<Readiness> answer) {
    long id = ++lastId;
    EventLoop.Timeout patience = loop.schedule(patienceMs, () -> answered(id, Readiness.UNKNOWN));
    asked.put(id, new Asked(answer, patience));
    return id;
  }

  void answered(long id, Readiness readiness) {
    Asked question = asked.remove(id);
    if (question != null) {
      question.patience.cancel();
      question.answer.accept(readiness);
    }
  }

  void close() {
    for (long id : List.copyOf(asked.keySet())) {
      answered(id, Readiness.UNKNOWN);
    }
  }
}
