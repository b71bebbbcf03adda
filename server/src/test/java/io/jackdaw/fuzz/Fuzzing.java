package io.jackdaw.fuzz;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A round of fuzzing: mutated inputs until the time is over. What fails names the seed and the
 * input, which then belongs in the corpus.
 *
 * <p>{@code -Djackdaw.fuzz.seconds=600} makes it long, {@code -Djackdaw.fuzz.seed=N} another one.
 */
public final class Fuzzing {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Takes one input; whatever it throws is a finding. */
  public interface Target {
    void feed(byte[] input) throws Exception;
  }

  private Fuzzing() {}

  /**
   * Feeds what was found before as it is, then mutations of that and of {@code valid}; the number
   * of inputs.
   */
  public static long run(List<byte[]> found, List<byte[]> valid, Target target) {
    List<byte[]> corpus = new ArrayList<>(found);
    corpus.addAll(valid);
    long seed = Long.getLong("jackdaw.fuzz.seed", 20261123);
    long deadline = System.nanoTime() + Duration.ofSeconds(seconds()).toNanos();
    Mutation mutation = new Mutation(new Random(seed));
    long fed = 0;
    for (byte[] input : found) {
      feed(target, input, seed, fed++);
    }
    while (System.nanoTime() < deadline) {
      feed(target, mutation.next(corpus), seed, fed++);
    }
    System.out.printf("fuzzed with %d inputs, seed %d%n", fed, seed);
    return fed;
  }

  private static int seconds() {
    return Integer.getInteger("jackdaw.fuzz.seconds", 3);
  }

  private static void feed(Target target, byte[] input, long seed, long number) {
    long start = System.nanoTime();
    try {
      target.feed(input);
    } catch (Exception | Error failure) {
      throw new AssertionError(
          "seed %d, input %d: %s".formatted(seed, number, HexFormat.of().formatHex(input)),
          failure);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (took.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new AssertionError(
          "seed %d, input %d took %s: %s"
              .formatted(seed, number, took, HexFormat.of().formatHex(input)));
    }
  }

  /** Bytes that this thread has allocated so far. */
  public static long allocatedHere() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** Bytes that threads whose names begin with {@code prefix} have allocated so far. */
  public static long allocatedBy(String prefix) {
    long bytes = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith(prefix)) {
        bytes += Math.max(0, THREADS.getThreadAllocatedBytes(thread.threadId()));
      }
    }
    return bytes;
  }
}
