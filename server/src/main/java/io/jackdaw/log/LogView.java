package io.jackdaw.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What readers see of a log: one consistent, immutable picture, replaced as a whole by each change.
 *
 * @param segments by base offset; never empty; the last one grows
 * @param activeBytes of the last segment, up to the end offset
 * @param lastBatchOffset base offset of the batch appended last, if known here, otherwise -1
 * @param lastBatchPosition of that batch in the last segment
 * @param generation counts cuts: a position learned in another generation is worth nothing
 */
record LogView(
    List<Segment> segments,
    long startOffset,
    long endOffset,
    int activeBytes,
    long lastBatchOffset,
    int lastBatchPosition,
    int generation) {

  static LogView of(List<Segment> segments, long startOffset, long endOffset, int generation) {
    List<Segment> all = List.copyOf(segments);
    return new LogView(all, startOffset, endOffset, all.getLast().sizeBytes(), -1, 0, generation);
  }

  Segment active() {
    return segments.getLast();
  }

  LogView appended(long end, int bytes, long batchOffset, int batchPosition) {
    return new LogView(segments, startOffset, end, bytes, batchOffset, batchPosition, generation);
  }

  /** With a new, empty last segment. */
  LogView rolled(Segment next) {
    Segment[] all = segments.toArray(new Segment[segments.size() + 1]);
    all[segments.size()] = next;
    return new LogView(List.of(all), startOffset, endOffset, 0, -1, 0, generation);
  }

  LogView startingAt(long newStart) {
    return new LogView(
        segments, newStart, endOffset, activeBytes, lastBatchOffset, lastBatchPosition, generation);
  }

  /** As it was when it ended at {@code offset}, but for the bytes that follow. */
  LogView endingAt(long offset) {
    return new LogView(segments, startOffset, offset, activeBytes, -1, 0, generation);
  }

  /** Without the first {@code count} segments. */
  LogView without(int count) {
    List<Segment> kept = segments.subList(count, segments.size());
    return new LogView(
        List.copyOf(kept),
        Math.max(startOffset, kept.getFirst().baseOffset()),
        endOffset,
        activeBytes,
        lastBatchOffset,
        lastBatchPosition,
        generation);
  }

  /** With one segment in the place of {@code count}, from {@code index} on; not the last one. */
  LogView replaced(int index, int count, Segment by) {
    List<Segment> all = new ArrayList<>(segments);
    all.subList(index, index + count).clear();
    all.add(index, by);
    return new LogView(
        List.copyOf(all),
        startOffset,
        endOffset,
        activeBytes,
        lastBatchOffset,
        lastBatchPosition,
        generation);
  }

  /** Index of the segment that holds {@code offset}; 0 if it is before all. */
  int floor(long offset) {
    int low = 0;
    int high = segments.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (segments.get(middle).baseOffset() <= offset) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Math.max(0, high);
  }

  /** Where the readable part of a segment ends. */
  int limit(int index) {
    return index == segments.size() - 1 ? activeBytes : segments.get(index).sizeBytes();
  }

  /** One past the last offset of a segment. */
  long nextOffset(int index) {
    return index == segments.size() - 1 ? endOffset : segments.get(index + 1).baseOffset();
  }

  long sizeBytes() {
    long bytes = 0;
    for (int i = 0; i < segments.size(); i++) {
      bytes += limit(i);
    }
    return bytes;
  }

  @Override
  public String toString() {
    return Arrays.toString(segments.stream().mapToLong(Segment::baseOffset).toArray())
        + " ["
        + startOffset
        + ", "
        + endOffset
        + ")";
  }
}
