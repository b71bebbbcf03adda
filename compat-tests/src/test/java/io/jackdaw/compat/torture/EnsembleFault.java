package io.jackdaw.compat.torture;

/** What can happen to a server of an ensemble, and to what lies between servers. */
enum EnsembleFault {
  /** {@code kill -9}. */
  KILL,
  /** {@code kill -9} of all. */
  KILL_ALL,
  /** {@code kill -9} of a majority. */
  KILL_MOST,
  /** {@code SIGTERM}. */
  STOP,
  /** {@code SIGSTOP}, then {@code SIGCONT}. */
  PAUSE,
  /** The same for longer than sessions last. */
  LONG_PAUSE,
  /** {@code kill -9}, and part of an entry at the end of its log that was not synced. */
  TORN_TAIL,
  /** It has no space left: the one server for which that can be arranged. */
  FULL_DISK,
  /** {@code kill -9}, and an empty server takes its place. */
  REPLACE,
  /** Its wall clock steps, and stays wrong. */
  CLOCK_STEP,
  /** It hears nobody, and nobody hears it. */
  ISOLATE,
  /** It hears all, and is not heard. */
  MUTE,
  /** It is heard by all, and hears nobody. */
  DEAFEN,
  /** It is in a minority that is cut off from the others. */
  SPLIT,
  /** The others are two halves without a word for each other; it speaks with both. */
  BRIDGE,
  /** What it says comes late. */
  SLOW,
  /** Some of what is said by it has to be said again. */
  LOSE;

  /** Whether it is something that happens on the way between servers. */
  boolean isOfNetwork() {
    return ordinal() >= ISOLATE.ordinal();
  }
}
