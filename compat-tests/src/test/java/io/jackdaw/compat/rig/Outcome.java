package io.jackdaw.compat.rig;

import java.util.List;

/** How a process ended and what it wrote. */
public record Outcome(List<String> command, int exitCode, String out, String err) {

  /** This outcome, if the exit code is 0; else an error that shows everything. */
  public Outcome succeeded() {
    if (exitCode != 0) {
      throw new AssertionError("expected exit code 0: " + this);
    }
    return this;
  }

  /** The non-blank lines of standard output, without blanks around them. */
  public List<String> lines() {
    return out.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /** Both streams: many tools write their refusals to either. */
  public String everything() {
    return out + err;
  }

  @Override
  public String toString() {
    List<String> shown = command.stream().filter(word -> word.length() < 500).toList();
    return "exit code %d of %s%n--- out%n%s%n--- err%n%s"
        .formatted(exitCode, String.join(" ", shown), out, err);
  }
}
