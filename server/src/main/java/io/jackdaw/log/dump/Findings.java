package io.jackdaw.log.dump;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is wrong with the files, gathered while they are shown and said at the end. */
final class Findings {
  private static final String INDEXED_OFFSETS =
      "The following indexed offsets are not found in the log.";

  /** What is said of a file, in the order in which it was found. */
  private final Map<String, List<String>> found = new LinkedHashMap<>();

  private void add(String title, String detail) {
    Objects.requireNonNull(found.computeIfAbsent(title, _ -> new ArrayList<>())).add(detail);
  }

  void notConsecutive(Path file, long offset, long next) {
    add(
        "Non-consecutive offsets in " + file.toAbsolutePath(),
        "  " + offset + " is followed by " + next);
  }

  void indexMismatch(Path file, long indexed, long inLog) {
    add(
        "Mismatches in :" + file.toAbsolutePath(),
        "  Index offset: " + indexed + ", log offset: " + inLog);
  }

  void timeMismatch(Path file, long indexed, long inLog) {
    add(
        "Found timestamp mismatch in :" + file.toAbsolutePath(),
        "  Index timestamp: " + indexed + ", log timestamp: " + inLog);
  }

  void timeOutOfOrder(Path file, long indexed, long before) {
    add(
        "Found out of order timestamp in :" + file.toAbsolutePath(),
        "  Index timestamp: " + indexed + ", Previously indexed timestamp: " + before);
  }

  /**
   * @param inLog -1 if there is none
   */
  void offsetNotFound(long indexed, long inLog) {
    add(INDEXED_OFFSETS, "Indexed offset: " + indexed + ", found log offset: " + inLog);
  }

  void print(PrintWriter err) {
    found.forEach(
        (title, details) -> {
          err.println(title);
          details.forEach(err::println);
        });
  }
}
