package io.jackdaw.compat.oracle.kafka;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The first step of a program that two servers answered differently.
 *
 * @param index of the step
 * @param fields path to both values, {@code absent} for what one did not answer
 */
record Difference(Program program, int index, Map<String, Both> fields) {

  record Both(String apache, String ours) {}

  Step step() {
    return program.steps().get(index);
  }

  /** The fields that differ and may not; empty when there are none. */
  static Map<String, Both> between(
      Step step, Map<String, String> apache, Map<String, String> ours) {
    Map<String, Both> different = new TreeMap<>();
    TreeSet<String> paths = new TreeSet<>(apache.keySet());
    paths.addAll(ours.keySet());
    for (String path : paths) {
      Both both = new Both(apache.getOrDefault(path, "absent"), ours.getOrDefault(path, "absent"));
      if (!both.apache().equals(both.ours()) && !AllowedDifferences.covers(step, path, both)) {
        different.put(path, both);
      }
    }
    return different;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "seed %d, step %d of %d: %s\n"
            .formatted(program.seed(), index, program.steps().size(), step()));
    fields.forEach(
        (path, both) ->
            text.append(
                "  %s\n    Apache: %s\n    ours:   %s\n"
                    .formatted(path, both.apache(), both.ours())));
    return text.toString();
  }
}
