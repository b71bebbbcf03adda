package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import java.nio.file.Path;

/**
 * Decides how many segments, from the first on, may go: because they are too old, because the log
 * is too large, or because all their records are before the log start offset. A log that is only
 * compacted loses segments for the last reason only.
 *
 * <p>Pure but for the modification time of files whose records have no time.
 */
final class Retention {
  private final LogConfig config;
  private final long highWatermark;
  private final long nowMs;
  private final Disk disk;

  Retention(LogConfig config, long highWatermark, long nowMs, Disk disk) {
    this.config = config;
    this.highWatermark = highWatermark;
    this.nowMs = nowMs;
    this.disk = disk;
  }

  /** Number of segments to delete; may be all of them, and then the log must be rolled first. */
  int deletable(LogView view) {
    int count = 0;
    long excess = config.retentionBytes() < 0 ? -1 : view.sizeBytes() - config.retentionBytes();
    for (int i = 0; i < view.segments().size(); i++) {
      boolean last = i == view.segments().size() - 1;
      long next = view.nextOffset(i);
      if (next > highWatermark || (last && view.limit(i) == 0)) {
        break;
      }
      boolean overtaken = !last && next <= view.startOffset();
      boolean tooMuch = config.delete() && excess >= 0 && excess - view.limit(i) >= 0;
      if (!overtaken && !tooMuch && !(config.delete() && isTooOld(view.segments().get(i)))) {
        break;
      }
      excess -= view.limit(i);
      count++;
    }
    return count;
  }

  private boolean isTooOld(Segment segment) {
    if (config.retentionMs() < 0) {
      return false;
    }
    long latest = segment.latest().timestampMs();
    Path path = segment.file().path();
    return nowMs - (latest >= 0 ? latest : disk.lastModifiedMs(path)) > config.retentionMs();
  }
}
