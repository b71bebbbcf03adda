package io.jackdaw.log;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Names of the files of a log: the base offset in twenty digits, and what the file is. */
final class SegmentFiles {
  static final String LOG = ".log";
  static final String OFFSET_INDEX = ".index";
  static final String TIME_INDEX = ".timeindex";
  static final String TRANSACTION_INDEX = ".txnindex";
  static final String SNAPSHOT = ".snapshot";

  /** What a segment consists of; the batches first. */
  static final List<String> KINDS = List.of(LOG, OFFSET_INDEX, TIME_INDEX, TRANSACTION_INDEX);

  private static final int DIGITS = 20;

  private SegmentFiles() {}

  static Path path(Path directory, long offset, String suffix) {
    return directory.resolve(name(offset, suffix));
  }

  static String name(long offset, String suffix) {
    String digits = Long.toString(offset);
    return "0".repeat(DIGITS - digits.length()) + digits + suffix;
  }

  /** The offset that a name stands for; empty if it is not of the kind {@code suffix}. */
  static OptionalLong offset(Path path, String suffix) {
    return offset(path.getFileName().toString(), suffix);
  }

  static OptionalLong offset(String name, String suffix) {
    if (name.length() - suffix.length() != DIGITS || !name.endsWith(suffix)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(name.substring(0, DIGITS)));
    } catch (NumberFormatException other) {
      return OptionalLong.empty();
    }
  }
}
