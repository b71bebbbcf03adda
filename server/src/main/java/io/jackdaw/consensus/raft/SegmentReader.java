package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.raft.EntryFormat.Stored;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment's entries one after the other, beside the log that may be writing it. One thread.
 */
final class SegmentReader implements AutoCloseable {
  private final DiskFile file;
  private long at = EntryFormat.SEGMENT_BYTES;
  private long nextIndex;

  SegmentReader(Disk disk, Path path) {
    file = disk.openReadOnly(path);
    nextIndex = Segment.firstIndexOf(path);
  }

  /** The index of what {@link #next} gives. */
  long nextIndex() {
    return nextIndex;
  }

  /** The next entry; null where no whole one is. */
  @Nullable Entry next() {
    Stored stored = Segment.readAt(file, at, file.size());
    if (stored == null || stored.index() != nextIndex) {
      return null;
    }
    at += stored.sizeBytes();
    nextIndex++;
    return stored.entry();
  }

  @Override
  public void close() {
    file.close();
  }
}
