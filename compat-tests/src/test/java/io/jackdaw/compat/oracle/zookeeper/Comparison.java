package io.jackdaw.compat.oracle.zookeeper;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs programs on both servers, each below a root of its own that both have the same. */
final class Comparison {
  private static final AtomicInteger ROOTS = new AtomicInteger();

  private final int apachePort;
  private final int ourPort;

  Comparison(int apachePort, int ourPort) {
    this.apachePort = apachePort;
    this.ourPort = ourPort;
  }

  /** The first difference, or null. */
  @Nullable Divergence of(Program program) {
    String root = "/p%06d".formatted(ROOTS.incrementAndGet());
    FutureTask<List<List<String>>> apache = new FutureTask<>(() -> run(apachePort, root, program));
    Thread thread = new Thread(apache, "on-apache");
    thread.start();
    List<List<String>> ours = run(ourPort, root, program);
    List<List<String>> theirs = result(apache);
    for (int i = 0; i < ours.size(); i++) {
      if (!ours.get(i).equals(theirs.get(i))) {
        return new Divergence(program, i, theirs.get(i), ours.get(i));
      }
    }
    return null;
  }

  private static List<List<String>> run(int port, String root, Program program) {
    try (Run run = new Run(port, root)) {
      return run.steps(program);
    }
  }

  private static List<List<String>> result(FutureTask<List<List<String>>> task) {
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
