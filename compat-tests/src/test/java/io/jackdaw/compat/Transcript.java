package io.jackdaw.compat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * What a program was told, line by line, in a form that two servers can be compared by.
 *
 * <p>A refusal is an answer like any other. What may differ between two right servers (times, ids,
 * absolute zxids) must not be put into an answer.
 */
final class Transcript {
  private final List<String> lines = new ArrayList<>();

  /** Runs one step and writes down its answer, or the name of the error that it ended with. */
  void step(String title, Callable<?> step) {
    lines.add(title + " -> " + answer(step));
  }

  /** Runs one step whose refusal also says something worth comparing. */
  void note(String line) {
    lines.add(line);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  private static String answer(Callable<?> step) {
    try {
      return String.valueOf(step.call());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return cause == null ? e.toString() : cause.getClass().getSimpleName();
    } catch (Exception e) {
      return e.getClass().getSimpleName();
    }
  }
}
