package io.jackdaw.compat.oracle.zookeeper;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs on both services, each below a root of its own that both have the same; where a
 * service has several servers, its clients are spread over them.
 */
final class Comparison {
  private static final AtomicInteger ROOTS = new AtomicInteger();

  private final int apachePort;
  private final List<Integer> ourPorts;

  Comparison(int apachePort, List<Integer> ourPorts) {
    this.apachePort = apachePort;
    this.ourPorts = ourPorts;
  }

  /**
   * The first difference, or null. Zxids jump when another server comes to lead: a program that
   * this happened to is run again on both.
   */
  @Nullable Divergence of(Program program) {
    while (true) {
      Pair seen = both(program);
      if (!seen.ours.anotherLed()) {
        return difference(program, seen);
      }
    }
  }

  /** What was seen on both. */
  private record Pair(Seen apache, Seen ours) {}

  /**
   * What was seen on one.
   *
   * @param anotherLed whether there was another leader at the end than at the beginning
   */
  private record Seen(List<List<String>> steps, boolean anotherLed) {}

  private Pair both(Program program) {
    String root = "/p%06d".formatted(ROOTS.incrementAndGet());
    FutureTask<Seen> apache = new FutureTask<>(() -> run(List.of(apachePort), root, program));
    Thread thread = new Thread(apache, "on-apache");
    thread.start();
    Seen ours = run(ourPorts, root, program);
    return new Pair(result(apache), ours);
  }

  private static @Nullable Divergence difference(Program program, Pair seen) {
    List<List<String>> ours = seen.ours.steps;
    List<List<String>> theirs = seen.apache.steps;
    for (int i = 0; i < ours.size(); i++) {
      if (!ours.get(i).equals(theirs.get(i))) {
        return new Divergence(program, i, theirs.get(i), ours.get(i));
      }
    }
    return null;
  }

  private static Seen run(List<Integer> ports, String root, Program program) {
    try (Run run = new Run(ports, root)) {
      List<List<String>> steps = run.steps(program);
      return new Seen(steps, run.anotherLed());
    }
  }

  private static Seen result(FutureTask<Seen> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      throw new AssertionError("the run on Apache's server failed", e.getCause());
    }
  }
}
