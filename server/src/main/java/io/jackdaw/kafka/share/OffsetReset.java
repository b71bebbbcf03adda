package io.jackdaw.kafka.share;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Where a share group begins in a partition that it has not read yet: share.auto.offset.reset. */
public sealed interface OffsetReset {
  /** At the end. */
  record Latest() implements OffsetReset {}

  /** With the oldest record. */
  record Earliest() implements OffsetReset {}

  /** With the first record that is not older. */
  record ByDuration(Duration age) implements OffsetReset {}

  /**
   * @throws IllegalArgumentException if this is none of {@code latest}, {@code earliest}, {@code
   *     by_duration:} with an ISO 8601 duration that is not negative
   */
  static OffsetReset parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.equals("latest")) {
      return new Latest();
    }
    if (lower.equals("earliest")) {
      return new Earliest();
    }
    String prefix = "by_duration:";
    if (lower.startsWith(prefix)) {
      try {
        Duration age = Duration.parse(lower.substring(prefix.length()));
        if (!age.isNegative()) {
          return new ByDuration(age);
        }
      } catch (DateTimeParseException notADuration) {
        throw new IllegalArgumentException("not a duration: " + text, notADuration);
      }
    }
    throw new IllegalArgumentException("no offset reset strategy: " + text);
  }
}
