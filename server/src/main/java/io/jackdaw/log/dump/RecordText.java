package io.jackdaw.log.dump;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Turns what a record holds into text. */
public interface RecordText {
  /**
   * @param key null if the record has none, as {@code value}; to be read from their positions on
   */
  Shown of(long offset, @Nullable ByteBuffer key, @Nullable ByteBuffer value);

  /** What is shown of a record; null is left out. */
  record Shown(@Nullable String key, @Nullable String payload) {}
}
