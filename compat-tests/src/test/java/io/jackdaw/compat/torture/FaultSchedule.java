package io.jackdaw.compat.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Faults in their order, drawn from a seed. The kinds come round in a fixed order so that a short
 * schedule has each of them; only the moments are chance.
 */
record FaultSchedule(List<Step> steps) {
  private static final int MOST_DELAY_MS = 1500;
  private static final int MOST_START_MS = 1200;
  private static final List<Fault> COMMON =
      List.of(
          Fault.KILL,
          Fault.KILL,
          Fault.PAUSE,
          Fault.KILL,
          Fault.KILL_TWICE,
          Fault.KILL,
          Fault.STOP,
          Fault.KILL,
          Fault.KILL);

  /**
   * One fault.
   *
   * @param delayMs after every client has been served again
   * @param secondDelayMs of {@link Fault#KILL_TWICE}: from the start to the second kill
   */
  record Step(Fault fault, int delayMs, int secondDelayMs) {}

  /** A schedule with exactly so many kills. */
  static FaultSchedule of(SplittableRandom random, int kills) {
    List<Step> steps = new ArrayList<>();
    int left = kills;
    for (int i = 0; left > 0; i++) {
      Fault fault = COMMON.get(i % COMMON.size());
      if (fault == Fault.KILL_TWICE && left < 2) {
        fault = Fault.KILL;
      }
      left -= fault == Fault.KILL_TWICE ? 2 : fault == Fault.KILL ? 1 : 0;
      steps.add(new Step(fault, random.nextInt(MOST_DELAY_MS), random.nextInt(MOST_START_MS)));
    }
    return new FaultSchedule(steps);
  }
}
