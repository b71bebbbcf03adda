package io.jackdaw.compat.oracle.kafka;

import java.util.ArrayList;
import java.util.List;

/** A sequence of requests that a seed has chosen, or what a shrinker has left of it. */
record Program(long seed, List<Step> steps) {

  Program {
    steps = List.copyOf(steps);
  }

  Program first(int count) {
    return new Program(seed, steps.subList(0, count));
  }

  /** The same without the steps {@code [from, to)}. */
  Program without(int from, int to) {
    List<Step> left = new ArrayList<>(steps.subList(0, from));
    left.addAll(steps.subList(to, steps.size()));
    return new Program(seed, left);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("seed " + seed + "\n");
    for (int index = 0; index < steps.size(); index++) {
      text.append("%4d %s%n".formatted(index, steps.get(index)));
    }
    return text.toString();
  }
}
