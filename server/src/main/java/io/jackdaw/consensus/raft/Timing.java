package io.jackdaw.consensus.raft;

/**
 * How long servers wait for each other, in milliseconds.
 *
 * @param electionMinMs shortest silence of a leader after which another is elected
 * @param electionMaxMs longest; a leader that hears no majority for so long leads no more
 */
record Timing(int electionMinMs, int electionMaxMs) {
  /** Between two signs of life of a leader. */
  int heartbeatMs() {
    return Math.max(20, electionMinMs / 4);
  }

  /** Between two looks at the clock. */
  int tickMs() {
    return Math.clamp(electionMinMs / 16, 10, 50);
  }

  /** A thread that comes so late to look at the clock has not heard what came meanwhile. */
  int stallMs() {
    return 4 * tickMs();
  }

  /** A server that has just started has not waited for anybody yet. */
  int firstMinMs() {
    return 50;
  }

  int firstMaxMs() {
    return 150;
  }

  /** Until who lost its connection to the leader asks who else did. */
  int lossMinMs() {
    return 5;
  }

  int lossMaxMs() {
    return 50;
  }
}
