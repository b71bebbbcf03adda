package io.jackdaw.compat.oracle.zookeeper;

import java.util.List;
import java.util.stream.Collectors;

/** What several clients do, one after the other. {@code @} in a path is the program's own root. */
record Program(List<Step> steps) {
  Program {
    steps = List.copyOf(steps);
  }

  /** A line for each step; empty lines and those that begin with {@code #} are left out. */
  static Program read(String text) {
    return new Program(
        text.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(Step::read)
            .toList());
  }

  /** Requests in it. */
  int operations() {
    return steps.stream()
        .mapToInt(step -> step instanceof Step.Send send ? send.requests().size() : 1)
        .sum();
  }

  @Override
  public String toString() {
    return steps.stream().map(step -> step + "\n").collect(Collectors.joining());
  }
}
