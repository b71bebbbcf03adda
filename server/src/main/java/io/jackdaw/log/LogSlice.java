package io.jackdaw.log;

import io.jackdaw.disk.DiskFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whole record batches of one segment: {@code [position, position + count)} of a file, which stays
 * open and uncut until the slice is closed. Empty when there is nothing to read yet.
 *
 * <p>Close it exactly when the bytes have been sent or dropped; any thread, any number of times.
 */
public final class LogSlice implements AutoCloseable {
  private final Segment segment;
  private final int position;
  private final int count;
  private final boolean cold;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over one lease of {@code segment}. */
  LogSlice(Segment segment, int position, int count) {
    this(segment, position, count, false);
  }

  private LogSlice(Segment segment, int position, int count, boolean cold) {
    this.segment = segment;
    this.position = position;
    this.count = count;
    this.cold = cold;
  }

  /** Nothing was looked up, because that may have had to wait for the disk. */
  static LogSlice cold(Segment segment) {
    return new LogSlice(segment, 0, 0, true);
  }

  Segment segment() {
    return segment;
  }

  public DiskFile file() {
    return segment.file();
  }

  public long position() {
    return position;
  }

  /** Bytes; may exceed what was asked for when one batch had to be returned. */
  public int count() {
    return count;
  }

  /** An offset beyond all batches of this slice, at most {@code most}. */
  long offsetBeyond(long most) {
    long beyond = segment.offsetIndex().offsetBeyond(position + count);
    return beyond < 0 ? most : Math.min(beyond, most);
  }

  /** Whether there may be records, to be read where one may wait for the disk. */
  public boolean isCold() {
    return cold;
  }

  /** Brings the bytes into the page cache, unless they are there: on a disk thread. */
  public void warm() {
    if (count > 0) {
      file().warm(position, count);
    }
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /**
   * The batches of this slice in order, as their headers tell: those with offsets from {@code from}
   * on, and no more of them than are needed for {@code mostOffsets}.
   *
   * @throws io.jackdaw.disk.StorageException if the file is damaged
   */
  public List<BatchSpan> batches(long from, long mostOffsets) {
    List<BatchSpan> batches = new ArrayList<>();
    BatchCursor cursor = new BatchCursor(file(), position, position + count);
    long offsets = 0;
    while (offsets < mostOffsets && cursor.next()) {
      if (cursor.lastOffset() >= from) {
        batches.add(
            new BatchSpan(
                cursor.baseOffset(),
                cursor.lastOffset(),
                cursor.position() - position,
                cursor.sizeBytes(),
                BatchHeader.isTransactional(cursor.header(), cursor.headerAt())
                    ? cursor.producerId()
                    : BatchHeader.NO_PRODUCER,
                cursor.isControl()));
        offsets += cursor.lastOffset() - Math.max(from, cursor.baseOffset()) + 1;
      }
    }
    return batches;
  }

  /** A part of this slice in its place: this one is closed then, and its lease goes on. */
  public LogSlice narrowed(int skip, int bytes) {
    if (skip < 0 || bytes < 0 || skip + bytes > count || !closed.compareAndSet(false, true)) {
      throw new IllegalArgumentException(
          "no part [%d, +%d) of %d bytes".formatted(skip, bytes, count));
    }
    return new LogSlice(segment, position + skip, bytes);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      segment.release();
    }
  }
}
