package io.jackdaw.consensus.raft;

/**
 * How a novice finds out who leads: it asks as a reader does, which a leader can answer only with a
 * majority behind it. Raft's thread.
 */
final class LeaderCheck {
  /** Readers' are not negative. */
  private static final long FIRST_QUESTION = Long.MIN_VALUE;

  private Led asked = Led.NOBODY;
  private Led shown = Led.NOBODY;
  private long questions;

  private record Led(int server, long term) {
    static final Led NOBODY = new Led(0, 0);
  }

  /** Whether {@code server} has shown that it led in {@code term}. */
  boolean isPassed(int server, long term) {
    return shown.server == server && shown.term == term;
  }

  /** The question to ask {@code server}: the same until another server, or term, is in question. */
  Message.ReadIndex question(int server, long term) {
    if (asked.server != server || asked.term != term) {
      questions++;
      asked = new Led(server, term);
    }
    return new Message.ReadIndex(FIRST_QUESTION + questions);
  }

  /**
   * Takes an answer.
   *
   * @param index −1 if it could not be shown
   * @return whether the question was one of these, and not a reader's
   */
  boolean isAnswered(int from, long id, long index) {
    if (id >= 0) {
      return false;
    }
    if (index >= 0 && asked.server == from && id == FIRST_QUESTION + questions) {
      shown = asked;
    }
    return true;
  }
}
