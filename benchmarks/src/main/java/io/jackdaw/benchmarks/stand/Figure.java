package io.jackdaw.benchmarks.stand;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a load measures.
 *
 * @param target what is aimed at, or null where nothing was promised
 */
public record Figure(String name, String unit, boolean lessIsBetter, @Nullable Target target) {
  public static Figure less(String name, String unit) {
    return new Figure(name, unit, true, null);
  }

  public static Figure more(String name, String unit) {
    return new Figure(name, unit, false, null);
  }

  public Figure aim(Target aimedAt) {
    return new Figure(name, unit, lessIsBetter, aimedAt);
  }
}
