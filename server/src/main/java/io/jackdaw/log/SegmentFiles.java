package io.jackdaw.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

  private SegmentFiles() {}

  static Path path(Path directory, long offset, String suffix) {
    return directory.resolve(String.format(Locale.ROOT, "%020d", offset) + suffix);
  }

  /** The offset that a name stands for; empty if it is not of the kind {@code suffix}. */
  static OptionalLong offset(Path path, String suffix) {
    String name = path.getFileName().toString();
    if (!name.endsWith(suffix) || name.length() - suffix.length() != 20) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(name.substring(0, 20)));
    } catch (NumberFormatException other) {
      return OptionalLong.empty();
    }
  }
}
