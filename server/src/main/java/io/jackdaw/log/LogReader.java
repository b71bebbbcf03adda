package io.jackdaw.log;

import io.jackdaw.time.Clock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds batches and records in a log; takes no lock. Any thread. */
final class LogReader {
  /** Looking costs little for each page; a larger read can be looked after by another thread. */
  private static final int MOST_LOOKED_AT = 4 * 1024 * 1024;

  /**
   * Where so much more is in memory the kernel is not reading ahead, which whoever comes near the
   * end of what it has read has to ask the disk for, and to wait if that has much to do.
   */
  private static final int READ_AHEAD = 2 * 1024 * 1024;

  private final Supplier<LogView> views;
  private final LeaderEpochs epochs;
  private final FreshTail fresh;
  private final Clock clock;
  private final Bookmarks bookmarks = new Bookmarks();

  LogReader(Supplier<LogView> views, LeaderEpochs epochs, FreshTail fresh, Clock clock) {
    this.views = views;
    this.epochs = epochs;
    this.fresh = fresh;
    this.clock = clock;
  }

  /** Does something with one segment of a view while it is leased. */
  private interface Lookup<T> {
    @Nullable T in(LogView view, int index);
  }

  /**
   * As {@link PartitionLog#read} and {@link PartitionLog#readFresh}.
   *
   * @param mayWait whether the caller may wait for the disk
   */
  @SuppressWarnings("ReferenceEquality") // The same view, not an equal one: nothing has changed.
  @Nullable LogSlice read(
      long from, int maxBytes, boolean atLeastOneBatch, long upTo, boolean mayWait) {
    while (true) {
      LogView view = views.get();
      if (from < view.startOffset() || from > view.endOffset()) {
        return null;
      }
      int index = view.floor(from);
      Segment segment = view.segments().get(index);
      if (!segment.acquire()) {
        if (views.get() == view) {
          return null;
        }
        continue;
      }
      LogSlice slice = null;
      try {
        slice =
            mayWait
                    || from >= Math.min(upTo, view.endOffset())
                    || isFresh(view, index, from)
                    || isCached(view, index, from, maxBytes)
                ? slice(view, index, from, maxBytes, atLeastOneBatch, upTo)
                : LogSlice.cold(segment);
      } finally {
        if (slice == null) {
          segment.release();
        }
      }
      if (slice != null) {
        return slice;
      }
      // Compaction left nothing of this segment at or after the offset: go on with the next one.
      return read(view.nextOffset(index), maxBytes, atLeastOneBatch, upTo, mayWait);
    }
  }

  /** Whether all of the log from an offset on is in memory; looks at nothing that may not be. */
  private boolean isFresh(LogView view, int index, long from) {
    Segment segment = view.segments().get(index);
    if (segment.file().channel() == null) {
      return true;
    }
    int last = view.segments().size() - 1;
    long position;
    long behind = view.activeBytes();
    if (index == last) {
      position = segment.growingPositionOf(from);
    } else if (index == last - 1) {
      position = bookmarks.find(from, segment, view.generation());
      behind += segment.sizeBytes();
    } else {
      return false;
    }
    return position >= 0 && fresh.holds(behind - position, clock.wallMs());
  }

  /** Whether a read was known to begin here, and what it would send is in memory. */
  private boolean isCached(LogView view, int index, long from, int maxBytes) {
    Segment segment = view.segments().get(index);
    int position =
        from <= segment.baseOffset() ? 0 : bookmarks.find(from, segment, view.generation());
    if (position == Bookmarks.UNKNOWN) {
      return false;
    }
    int left = view.limit(index) - position;
    int count = Math.min(maxBytes, left);
    return count > 0
        && count <= MOST_LOOKED_AT
        && segment.isCached(position, Math.min(left, count + READ_AHEAD));
  }

  /** Null if the segment has no batch at or after {@code from}, but a later one may. */
  private @Nullable LogSlice slice(
      LogView view, int index, long from, int maxBytes, boolean atLeastOneBatch, long upTo) {
    Segment segment = view.segments().get(index);
    int limit = view.limit(index);
    if (from >= Math.min(upTo, view.endOffset())) {
      if (from == view.endOffset()) {
        bookmarks.put(from, segment, limit, view.generation());
      }
      return new LogSlice(segment, limit, 0);
    }
    int start = positionOf(view, index, from, limit);
    if (start == Segment.BEYOND || start == limit) {
      return index < view.segments().size() - 1 ? null : new LogSlice(segment, limit, 0);
    }
    int bound = limit;
    if (upTo < view.nextOffset(index)) {
      int cut = positionOf(view, index, upTo, limit);
      bound = cut == Segment.BEYOND ? limit : cut;
    }
    if (start >= bound) {
      return new LogSlice(segment, start, 0);
    }
    int end = end(view, segment, start, bound, maxBytes, atLeastOneBatch);
    if (end == bound) {
      long next = bound == limit ? view.nextOffset(index) : upTo;
      bookmarks.put(next, segment, end, view.generation());
    }
    return new LogSlice(segment, start, end - start);
  }

  private int end(
      LogView view, Segment segment, int start, int bound, int maxBytes, boolean atLeastOneBatch) {
    long most = (long) start + Math.max(0, maxBytes);
    if (most >= bound) {
      return bound;
    }
    Segment.End end = segment.endOfWholeBatches(start, (int) most, bound);
    if (end.position() == start && atLeastOneBatch) {
      end = segment.endOfBatch(start, bound);
    }
    if (end.position() > start) {
      bookmarks.put(end.nextOffset(), segment, end.position(), view.generation());
    }
    return end.position();
  }

  private int positionOf(LogView view, int index, long offset, int limit) {
    Segment segment = view.segments().get(index);
    if (offset <= segment.baseOffset()) {
      return 0;
    }
    if (index == view.segments().size() - 1) {
      if (offset == view.lastBatchOffset()) {
        return view.lastBatchPosition();
      }
      if (offset == view.endOffset()) {
        return limit;
      }
    }
    int marked = bookmarks.find(offset, segment, view.generation());
    return marked != Bookmarks.UNKNOWN ? marked : segment.positionOf(offset, limit);
  }

  /** As {@link PartitionLog#offsetForTimestamp}. */
  @Nullable OffsetAtTime offsetForTimestamp(long timestampMs) {
    return firstHit(
        (view, index) ->
            view.segments().get(index).latest().timestampMs() < timestampMs
                ? null
                : firstRecordAtTime(view, index, timestampMs));
  }

  /** As {@link PartitionLog#maxTimestamp}. */
  @Nullable OffsetAtTime maxTimestamp() {
    long latest = -1;
    for (Segment segment : views.get().segments()) {
      latest = Math.max(latest, segment.latest().timestampMs());
    }
    return latest < 0 ? null : offsetForTimestamp(latest);
  }

  private @Nullable OffsetAtTime firstRecordAtTime(LogView view, int index, long timestampMs) {
    Segment segment = view.segments().get(index);
    int limit = view.limit(index);
    long from = view.startOffset();
    while (true) {
      ByteBuffer batch = segment.firstBatchAtTime(timestampMs, from, limit);
      if (batch == null) {
        return null;
      }
      OffsetAtTime hit = firstRecordAtTime(batch, timestampMs, from);
      if (hit != null) {
        return hit;
      }
      // What made its batch late enough was deleted.
      from = BatchHeader.lastOffset(batch, 0) + 1;
    }
  }

  private @Nullable OffsetAtTime firstRecordAtTime(ByteBuffer batch, long timestampMs, long from) {
    try (RecordHeads records = RecordHeads.of(batch, 0)) {
      while (records.next()) {
        if (records.timestamp() >= timestampMs && records.offset() >= from) {
          int epoch = BatchHeader.leaderEpoch(batch, 0);
          return new OffsetAtTime(
              records.offset(),
              records.timestamp(),
              epoch >= 0 ? epoch : epochs.at(records.offset()));
        }
      }
    }
    return null;
  }

  private <T> @Nullable T firstHit(Lookup<T> lookup) {
    LogView view = views.get();
    for (int i = 0; i < view.segments().size(); i++) {
      Segment segment = view.segments().get(i);
      if (segment.acquire()) {
        try {
          T hit = lookup.in(view, i);
          if (hit != null) {
            return hit;
          }
        } finally {
          segment.release();
        }
      }
    }
    return null;
  }

  /** As {@link PartitionLog#abortedTransactions}. */
  List<AbortedTransaction> aborted(long from, long upTo) {
    LogView view = views.get();
    List<AbortedTransaction> found = new ArrayList<>();
    addAborted(view, view.floor(from), from, upTo, found);
    return found;
  }

  /**
   * The same for batches of one segment, which compaction may have replaced meanwhile: what it then
   * knew counts for them.
   */
  List<AbortedTransaction> aborted(Segment segment, long from, long upTo) {
    LogView view = views.get();
    int next = view.floor(segment.baseOffset());
    while (next < view.segments().size()
        && view.segments().get(next).baseOffset() <= segment.baseOffset()) {
      next++;
    }
    long bound =
        next < view.segments().size()
            ? Math.min(upTo, view.segments().get(next).baseOffset())
            : upTo;
    List<AbortedTransaction> found = new ArrayList<>();
    if (addAborted(segment, from, bound, found)) {
      addAborted(view, next, from, bound, found);
    }
    return found;
  }

  private static void addAborted(
      LogView view, int index, long from, long upTo, List<AbortedTransaction> found) {
    for (int i = index; i < view.segments().size(); i++) {
      if (!addAborted(view.segments().get(i), from, upTo, found)) {
        return;
      }
    }
  }

  /** False if later segments cannot have any more. */
  private static boolean addAborted(
      Segment segment, long from, long upTo, List<AbortedTransaction> found) {
    for (AbortedTransaction transaction : segment.aborted().read()) {
      if (transaction.lastOffset() >= from && transaction.firstOffset() < upTo) {
        found.add(transaction);
      }
      if (transaction.lastStableOffset() >= upTo) {
        return false;
      }
    }
    return true;
  }
}
