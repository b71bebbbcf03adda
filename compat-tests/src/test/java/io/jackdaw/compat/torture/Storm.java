package io.jackdaw.compat.torture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Faults that overlap, drawn from a seed.
 *
 * @param blows at least one
 */
record Storm(List<Blow> blows) {
  private static final int MOST_AT_ONCE = 4;
  private static final int TOGETHER = 3;
  private static final int LATEST_MS = 1500;
  private static final int SHORTEST_MS = 300;
  private static final int LONGEST_MS = 3000;
  private static final int LONG_PAUSE_MS = 7000;
  private static final int LONGEST_STEP_MS = 3_600_000;

  Storm {
    blows = List.copyOf(blows);
  }

  /**
   * One fault.
   *
   * @param fromLeader how many numbers after the leader's is that of the server it meets
   * @param atMs after the storm's beginning
   * @param forMs until it is over
   * @param stepMs of {@link EnsembleFault#CLOCK_STEP}
   */
  record Blow(EnsembleFault fault, int fromLeader, int atMs, int forMs, int stepMs) {
    static Blow of(EnsembleFault fault, SplittableRandom random) {
      int forMs =
          fault == EnsembleFault.LONG_PAUSE
              ? LONG_PAUSE_MS
              : random.nextInt(SHORTEST_MS, LONGEST_MS);
      return new Blow(
          fault,
          random.nextInt(5),
          random.nextInt(LATEST_MS),
          forMs,
          random.nextInt(-LONGEST_STEP_MS, LONGEST_STEP_MS));
    }

    int endMs() {
      return atMs + forMs;
    }
  }

  static Storm of(List<EnsembleFault> faults, SplittableRandom random) {
    return new Storm(faults.stream().map(fault -> Blow.of(fault, random)).toList());
  }

  /** Anything: mostly several at once. */
  static Storm any(SplittableRandom random) {
    List<EnsembleFault> all = shuffled(random);
    if (all.getFirst() == EnsembleFault.REPLACE) {
      // Who replaces a server by an empty one sees to it that the others are well.
      return of(all.subList(0, 1), random);
    }
    all.remove(EnsembleFault.REPLACE);
    return of(all.subList(0, 1 + random.nextInt(MOST_AT_ONCE)), random);
  }

  /** Storms in which every fault comes once, with two others. */
  static List<Storm> each(SplittableRandom random) {
    List<EnsembleFault> all = shuffled(random);
    all.remove(EnsembleFault.REPLACE);
    List<Storm> storms = new ArrayList<>();
    storms.add(of(List.of(EnsembleFault.REPLACE), random));
    for (int i = 0; i < all.size(); i += TOGETHER) {
      storms.add(of(all.subList(i, Math.min(i + TOGETHER, all.size())), random));
    }
    return storms;
  }

  private static List<EnsembleFault> shuffled(SplittableRandom random) {
    List<EnsembleFault> all = new ArrayList<>(Arrays.asList(EnsembleFault.values()));
    Collections.shuffle(all, new Random(random.nextLong()));
    return all;
  }
}
