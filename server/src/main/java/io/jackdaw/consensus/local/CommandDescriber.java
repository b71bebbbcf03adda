package io.jackdaw.consensus.local;

import java.nio.ByteBuffer;

/** Puts a command into words for people, for {@link JournalDump}. Never throws. */
@FunctionalInterface
public interface CommandDescriber {
  /** One line without its end; {@code command} is read-only and valid during the call. */
  String describe(ByteBuffer command);
}
