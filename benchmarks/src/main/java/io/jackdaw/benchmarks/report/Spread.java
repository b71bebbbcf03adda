package io.jackdaw.benchmarks.report;

import java.util.List;
import java.util.stream.Stream;

/** What one contender showed for one figure, a value a round, in rising order; never empty. */
record Spread(List<Double> values) {
  Spread {
    values = values.stream().sorted().toList();
  }

  double median() {
    int middle = values.size() / 2;
    return values.size() % 2 == 1
        ? values.get(middle)
        : (values.get(middle - 1) + values.get(middle)) / 2;
  }

  double least() {
    return values.getFirst();
  }

  double most() {
    return values.getLast();
  }

  @Override
  public String toString() {
    return Stream.of(least(), most()).map(Numbers::text).reduce((a, b) -> a + "–" + b).orElse("");
  }
}
