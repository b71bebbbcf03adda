package io.jackdaw.log;

/**
 * What of a log could be cleaned now.
 *
 * @param firstDirtyOffset all before it was cleaned
 * @param firstUncleanableOffset nothing from here on may be looked at: it is not stable, too young,
 *     or in the segment that grows
 * @param urgent whether {@code max.compaction.lag.ms} has passed for something
 */
record CleaningPlan(
    PartitionLog log,
    long firstDirtyOffset,
    long firstUncleanableOffset,
    long cleanBytes,
    long dirtyBytes,
    boolean urgent) {

  /** Dirty bytes of all that would be there to clean, 0 to 1. */
  double dirtyRatio() {
    long all = cleanBytes + dirtyBytes;
    return all == 0 ? 0 : (double) dirtyBytes / all;
  }

  boolean isDue(double minDirtyRatio) {
    return dirtyBytes > 0 && (urgent || dirtyRatio() > minDirtyRatio);
  }

  static CleaningPlan of(
      PartitionLog log, LogView view, long cleanedUpTo, long stableOffset, long nowMs) {
    LogConfig config = log.config();
    long dirty = cleanedUpTo > view.endOffset() ? 0 : cleanedUpTo;
    dirty = Math.max(dirty, view.startOffset());
    int active = view.segments().size() - 1;
    int from = view.floor(dirty);
    long uncleanable = Math.min(view.active().baseOffset(), stableOffset);
    boolean urgent = false;
    for (int i = from; i < active; i++) {
      Segment segment = view.segments().get(i);
      long newest = segment.latest().timestampMs();
      if (config.minCompactionLagMs() > 0 && newest > nowMs - config.minCompactionLagMs()) {
        uncleanable = Math.min(uncleanable, segment.baseOffset());
        break;
      }
      urgent |=
          config.maxCompactionLagMs() != Long.MAX_VALUE
              && segment.firstTimestampMs() >= 0
              && segment.firstTimestampMs() < nowMs - config.maxCompactionLagMs();
    }
    uncleanable = Math.max(uncleanable, dirty);
    int to = Math.min(active, view.floor(uncleanable));
    return new CleaningPlan(
        log, dirty, uncleanable, bytes(view, 0, from), bytes(view, from, to), urgent);
  }

  private static long bytes(LogView view, int from, int upTo) {
    long bytes = 0;
    for (int i = from; i < upTo; i++) {
      bytes += view.segments().get(i).sizeBytes();
    }
    return bytes;
  }
}
