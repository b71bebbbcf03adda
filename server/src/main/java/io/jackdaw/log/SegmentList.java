package io.jackdaw.log;

import io.jackdaw.disk.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The segments that a log consists of, and every change of which there are.
 *
 * <pre>
 *   growing ──roll──▶ sealed ──drop──▶ doomed ──delay──▶ deleted
 *      ▲                 │ ▲
 *      └────cutTo────────┘ └── replace, by what the cleaner made of some
 * </pre>
 *
 * <p>Changes under the log's lock; the view is read by any thread. Names that change are forced
 * before the recovery point moves. Errors: {@link StorageException}.
 */
final class SegmentList {
  private final Path directory;
  private final LogEnvironment environment;
  private final Runnable namesChanged;
  private final Object lock;
  private final List<Segment> doomed = new ArrayList<>();
  private volatile LogView view;
  private volatile boolean closed;
  private boolean dirty;

  /**
   * @param view at the start
   * @param dirty whether files were changed since the log was closed
   * @param lock the log's
   */
  SegmentList(
      Path directory,
      LogEnvironment environment,
      Runnable namesChanged,
      LogView view,
      boolean dirty,
      Object lock) {
    this.directory = directory;
    this.environment = environment;
    this.namesChanged = namesChanged;
    this.view = view;
    this.dirty = dirty;
    this.lock = lock;
  }

  /** The segments there are now; the last one grows. */
  LogView view() {
    return view;
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether something was changed, so that closing has something to write. */
  boolean isDirty() {
    return dirty;
  }

  /** A file of the growing segment was made, beside those that every segment has. */
  void fileMade() {
    namesChanged.run();
  }

  // ---- growing

  /** Makes batches that were written to the growing segment visible. */
  void appended(long end, long lastBatchOffset, int lastBatchPosition) {
    dirty = true;
    view = view.appended(end, view.active().sizeBytes(), lastBatchOffset, lastBatchPosition);
  }

  /** Whether the growing segment is one that has nothing in it and begins there. */
  boolean isEmptyAt(long baseOffset) {
    Segment active = view.active();
    return active.sizeBytes() == 0 && active.baseOffset() == baseOffset;
  }

  /** Seals the growing segment and begins the next; after a failure all is as before. */
  Segment roll(long baseOffset, LogConfig config, long nowMs) {
    Segment full = view.active();
    Segment next = Segment.create(environment.disk(), directory, baseOffset, nowMs);
    try {
      if (config.preallocate()) {
        next.preallocate(config.segmentBytes());
      }
      full.seal();
    } catch (StorageException failed) {
      full.unseal();
      next.release();
      next.delete(environment.disk());
      throw failed;
    }
    namesChanged.run();
    view = view.rolled(next);
    dirty = true;
    return next;
  }

  // ---- shrinking

  /** Has readers find nothing before {@code offset}. */
  void startAt(long offset) {
    view = view.startingAt(offset);
  }

  /** Cuts all batches that reach to {@code offset} or beyond; there is a segment before it. */
  void cutTo(long offset, long nowMs) {
    List<Segment> kept = new ArrayList<>(view.segments());
    while (kept.getLast().baseOffset() >= offset) {
      discard(kept.removeLast());
    }
    Segment last = kept.getLast();
    last.unseal();
    last.truncateTo(offset, nowMs);
    cut(kept, Math.min(view.startOffset(), offset), offset);
  }

  /** Drops all segments and begins an empty one at {@code offset}. */
  void restartAt(long offset, long nowMs) {
    view.segments().forEach(this::discard);
    Segment empty = Segment.create(environment.disk(), directory, offset, nowMs);
    cut(List.of(empty), offset, offset);
  }

  private void cut(List<Segment> kept, long start, long end) {
    view = LogView.of(kept, start, end, view.generation() + 1);
    namesChanged.run();
    dirty = true;
  }

  /** Drops the first segments; their files stay until {@link #delete}. */
  List<Segment> drop(int count) {
    List<Segment> removed = List.copyOf(view.segments().subList(0, count));
    view = view.without(count);
    doomed.addAll(removed);
    return removed;
  }

  /**
   * Deletes segments that were dropped, once. Takes the lock, but not while the file system gives
   * up what may be gigabytes.
   */
  void delete(List<Segment> dropped) {
    List<Segment> ours = new ArrayList<>(dropped);
    synchronized (lock) {
      ours.removeIf(segment -> !doomed.remove(segment));
    }
    ours.forEach(this::discard);
  }

  /** Gives up a segment at once: its name may be needed again. */
  private void discard(Segment segment) {
    segment.delete(environment.disk());
    segment.release();
  }

  // ---- compaction

  /** Whether these segments follow one another here, and none of them grows. */
  boolean holds(List<Segment> run) {
    List<Segment> sealed = view.segments().subList(0, view.segments().size() - 1);
    return !closed && Collections.indexOfSubList(sealed, run) >= 0;
  }

  /** Shows one segment instead of some whose files have lost their names already. */
  void replace(List<Segment> old, Segment by) {
    view = view.replaced(view.segments().indexOf(old.getFirst()), old.size(), by);
    old.forEach(Segment::release);
  }

  // ---- closing

  /** Ends all changes, and deletes what was dropped. */
  void end() {
    closed = true;
    delete(List.copyOf(doomed));
  }

  /** Closes the files once no slice is open; what is written at the end is. */
  void release() {
    view.segments().forEach(Segment::release);
  }

  /** Closes files that nobody reads, until they are used again, as {@link Segment#rest} says. */
  void rest(boolean evenIfUsed) {
    view.segments().forEach(segment -> segment.rest(evenIfUsed));
  }

  /** Whether files are still held open by slices after all was closed. */
  boolean hasOpenFiles() {
    return view.segments().stream().anyMatch(Segment::isOpen);
  }
}
