package io.jackdaw.compat.torture;

/** One request as its client saw it: from when it was sent to when its answer was there. */
sealed interface Entry
    permits ZnodeOperation,
        SequentialCreate,
        SessionEnd,
        WatchNote,
        RecordSent,
        RecordSeen,
        OffsetCommitted,
        GuardedWrite,
        OffsetRead {
  /** The time of an answer that never came: the request may take effect at any time, or never. */
  long NEVER = Long.MAX_VALUE;

  String client();

  /** Nanoseconds since the history began. */
  long invokedNs();

  /** Nanoseconds since the history began; {@link #NEVER} when the outcome is unknown. */
  long returnedNs();
}
