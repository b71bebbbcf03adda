package io.jackdaw.compat.oracle.kafka;

import java.util.Optional;
import java.util.function.Function;

/** Drops steps from a differing program as long as its last step still differs. */
final class Shrinker {
  private final Function<Program, Optional<Difference>> run;

  /**
   * @param run gives the first difference of a program
   */
  Shrinker(Function<Program, Optional<Difference>> run) {
    this.run = run;
  }

  /** A difference in the same step, after as few others as dropping ever smaller parts leaves. */
  Difference shrunk(Difference found) {
    Difference least = found;
    Step last = found.step();
    for (int part = Math.max(1, found.index() / 2); part >= 1; part /= 2) {
      int from = 0;
      while (from < least.index()) {
        Program smaller = least.program().first(least.index() + 1);
        smaller = smaller.without(from, Math.min(from + part, least.index()));
        Optional<Difference> again = run.apply(smaller).filter(each -> each.step() == last);
        if (again.isPresent()) {
          least = again.get();
        } else {
          from += part;
        }
      }
    }
    return least;
  }
}
