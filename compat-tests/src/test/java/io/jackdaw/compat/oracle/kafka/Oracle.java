package io.jackdaw.compat.oracle.kafka;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.apache.kafka.common.protocol.ApiKeys;

/** Two servers, and programs that are run on both. */
final class Oracle implements AutoCloseable {
  private static final int SHRUNK = 12;

  private final Target apache;
  private final Target ours;

  private Oracle(Target apache, Target ours) {
    this.apache = apache;
    this.ours = ours;
  }

  /** Starts both. */
  static Oracle start() {
    CompletableFuture<Target> apache = CompletableFuture.supplyAsync(Target::apache);
    Target ours = Target.jackdaw();
    return new Oracle(apache.join(), ours);
  }

  /** Two of Apache's: whatever differs then is the oracle's fault. */
  static Oracle startTwins() {
    return new Oracle(Target.apache(), Target.apache());
  }

  Target apache() {
    return apache;
  }

  Target ours() {
    return ours;
  }

  /** The first difference of the program, on clean servers. */
  Optional<Difference> firstDifference(Program program) {
    List<Difference> found = new ArrayList<>();
    run(program, true, found::add);
    return found.stream().findFirst();
  }

  /**
   * The least programs of the first few seeds that differ.
   *
   * @param property names the seeds, such as {@code 1-100}
   */
  List<String> differences(String property, LongFunction<Program> ofSeed) {
    String[] range = System.getProperty(property, "1").split("-");
    long last = Long.parseLong(range[range.length - 1]);
    return LongStream.rangeClosed(Long.parseLong(range[0]), last)
        .mapToObj(ofSeed)
        .map(this::firstDifference)
        .flatMap(Optional::stream)
        .map(new Shrinker(this::firstDifference)::shrunk)
        .map(least -> least + "after\n" + least.program())
        .limit(SHRUNK)
        .toList();
  }

  /** All differences of the program, on clean servers; later ones may follow from earlier ones. */
  List<Difference> differences(Program program) {
    List<Difference> found = new ArrayList<>();
    run(program, false, found::add);
    return found;
  }

  private void run(Program program, boolean stopAtFirst, Consumer<Difference> found) {
    both(
        () -> {
          CleanSlate.on(apache);
          return Map.of();
        },
        () -> {
          CleanSlate.on(ours);
          return Map.of();
        });
    try (Conversation theirs = new Conversation(apache);
        Conversation mine = new Conversation(ours)) {
      boolean left = false;
      for (int index = 0; index < program.steps().size(); index++) {
        Step step = program.steps().get(index);
        List<Map<String, String>> answers = answers(program, step, theirs, mine);
        left |= step.key() == ApiKeys.LEAVE_GROUP;
        if (AllowedDifferences.endsProgram(answers.get(0))
            || AllowedDifferences.answersWhoLeft(answers.get(0), answers.get(1))
            || (left && AllowedDifferences.differsInLeader(answers.get(0), answers.get(1)))) {
          return;
        }
        Map<String, Difference.Both> fields =
            Difference.between(step, answers.get(0), answers.get(1));
        if (!fields.isEmpty()) {
          found.accept(new Difference(program, index, fields));
          if (stopAtFirst) {
            return;
          }
        }
      }
    }
  }

  private static List<Map<String, String>> answers(
      Program program, Step step, Conversation theirs, Conversation mine) {
    try {
      return both(() -> theirs.run(step), () -> mine.run(step));
    } catch (UncheckedIOException | AssertionError e) {
      throw new AssertionError("cannot be answered: " + step + " of " + program.seed(), e);
    }
  }

  private static List<Map<String, String>> both(Answering first, Answering second) {
    CompletableFuture<Map<String, String>> other = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    other.complete(first.answer());
                  } catch (Throwable e) {
                    other.completeExceptionally(e);
                  }
                });
    try {
      Map<String, String> mine = second.answer();
      return List.of(other.join(), mine);
    } catch (CompletionException e) {
      throw new AssertionError(thread + " failed", e.getCause());
    }
  }

  private interface Answering {
    Map<String, String> answer();
  }

  @Override
  public void close() {
    apache.close();
    ours.close();
  }
}
