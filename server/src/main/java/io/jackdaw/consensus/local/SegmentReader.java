package io.jackdaw.consensus.local;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads one segment batch by batch. One thread; the file may meanwhile grow. */
final class SegmentReader implements AutoCloseable {
  private final DiskFile file;
  private final FileWindow window;
  private final @Nullable SegmentHeader header;
  private long position = SegmentHeader.BYTES;

  SegmentReader(Disk disk, NamedFile segment) {
    this.file = disk.openReadOnly(segment.path());
    this.window = new FileWindow(file);
    this.header = SegmentHeader.decode(window.at(0, SegmentHeader.BYTES), segment.path());
  }

  /** Null when it is torn or damaged. */
  @Nullable SegmentHeader header() {
    return header;
  }

  /** Where the next batch begins: the end of the last whole one. */
  long position() {
    return position;
  }

  long sizeBytes() {
    return window.size();
  }

  /** The batch at {@link #position}, or null when there is no whole one. */
  @Nullable Batch next() {
    Batch batch = batchAt(position, 1, Long.MAX_VALUE);
    if (batch != null) {
      position += batch.sizeBytes();
    }
    return batch;
  }

  /** Whether nothing but zeros follows {@link #position}. */
  boolean onlyZerosFollow() {
    return window.firstNonZero(position) == window.size();
  }

  /**
   * Looks for a whole batch at every byte behind {@link #position}.
   *
   * @param fromIndex smallest first index that counts as later; the largest is what could follow it
   *     in this file, so that arbitrary bytes are hardly ever taken for a header
   */
  @Nullable Batch laterBatch(long fromIndex) {
    long at = window.firstNonZero(Math.min(position, window.size()));
    // A batch begins with a checksum, which may itself begin with zeros.
    for (at = Math.max(0, at - Integer.BYTES); at < window.size(); at++) {
      Batch batch = batchAt(at, fromIndex, fromIndex + window.size());
      if (batch != null) {
        return batch;
      }
    }
    return null;
  }

  private @Nullable Batch batchAt(long at, long fromIndex, long toIndex) {
    ByteBuffer head = window.at(at, Batch.HEADER_BYTES);
    if (head == null) {
      return null;
    }
    long firstIndex = head.getLong(Batch.FIRST_INDEX_AT);
    if (firstIndex < fromIndex || firstIndex >= toIndex) {
      return null;
    }
    int length = Batch.plausibleLength(head, window.size() - at);
    ByteBuffer whole = length < 0 ? null : window.at(at, length);
    return whole == null ? null : Batch.decode(at, whole);
  }

  @Override
  public void close() {
    file.close();
  }
}
