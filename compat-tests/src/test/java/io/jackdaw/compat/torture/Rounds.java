package io.jackdaw.compat.torture;

/**
 * Counts faults: the time between two of them is a round. Each round has znodes of its own, so that
 * the history of one znode stays short. Any thread.
 */
final class Rounds {
  private static final int ZNODES = 2;

  private volatile int number;
  private volatile boolean disturbed;

  int number() {
    return number;
  }

  /** Whether {@code round} still goes on and no fault is at work. */
  boolean isQuietSince(int round) {
    return !disturbed && number == round;
  }

  void faultBegins() {
    disturbed = true;
  }

  void faultIsOver() {
    number = number + 1;
    disturbed = false;
  }

  /** A znode of a round. */
  static String path(int round, int index) {
    return "/torture-" + round + "-" + index % ZNODES;
  }
}
