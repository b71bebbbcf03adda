package io.jackdaw.compat.oracle.zookeeper;

import java.util.List;

/**
 * Where two servers first told different things.
 *
 * @param step its index in the program
 */
record Divergence(Program program, int step, List<String> apache, List<String> ours) {
  private static final int LONG = 40;

  @Override
  public String toString() {
    return """
    Step %d: %s
    Apache: %s
    ours:   %s
    %s\
    """
        .formatted(
            step,
            program.steps().get(step),
            String.join("\n        ", apache),
            String.join("\n        ", ours),
            program.steps().size() <= LONG
                ? "The program:\n" + program
                : "in a program of " + program.steps().size() + " steps\n");
  }
}
