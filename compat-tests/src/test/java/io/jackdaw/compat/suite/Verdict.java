package io.jackdaw.compat.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What became of one test: {@code PASS}, {@code FAIL}, {@code SKIP}, or {@code LOCAL} if it passed
 * without a server.
 *
 * @param test {@code Class.method}, without the package
 */
record Verdict(String outcome, String test, long tookMs, String why) {
  static Verdict parse(String line) {
    String[] parts = line.split(" ", 4);
    String name = parts[1];
    int method = name.lastIndexOf('.');
    String test = name.substring(name.lastIndexOf('.', method - 1) + 1);
    return new Verdict(parts[0], test, Long.parseLong(parts[2]), parts.length > 3 ? parts[3] : "");
  }

  boolean failed() {
    return outcome.equals("FAIL");
  }

  @Override
  public String toString() {
    return outcome + " " + test + (why.isEmpty() ? "" : " " + why);
  }

  /** Leaves a summary and all verdicts in {@code file}. */
  static void write(Path file, List<Verdict> verdicts) throws IOException {
    Files.writeString(
        file,
        summary(verdicts) + String.join("\n", verdicts.stream().map(Verdict::toString).toList()));
  }

  /** Fails if any test has failed that is in none of the lists. */
  static void assertNoneFailedBut(
      Set<String> excluded, Set<String> differing, List<Verdict> verdicts) {
    assertThat(verdicts)
        .filteredOn(Verdict::failed)
        .filteredOn(each -> !excluded.contains(each.test()) && !differing.contains(each.test()))
        .isEmpty();
  }

  /** One line for each outcome with its number, and the slowest tests. */
  private static String summary(List<Verdict> verdicts) {
    StringBuilder text = new StringBuilder();
    for (String outcome : List.of("PASS", "LOCAL", "SKIP", "FAIL")) {
      long count = verdicts.stream().filter(each -> each.outcome.equals(outcome)).count();
      text.append(outcome).append(' ').append(count).append('\n');
    }
    verdicts.stream()
        .sorted(Comparator.comparingLong(Verdict::tookMs).reversed())
        .limit(10)
        .forEach(each -> text.append(each.tookMs).append(" ms ").append(each.test).append('\n'));
    return text.toString();
  }
}
