package io.jackdaw.log;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecords.FilterResult;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * One cleaning of one log, in small steps.
 *
 * <pre>
 *   mapping ──all dirty batches read, or the map is full──▶ copying ──all segments──▶ done
 *      └────────────── the log was closed or cut ──────────────┴──▶ given up
 * </pre>
 *
 * Mapping notes the newest offset of each key in the dirty part. Copying goes over all segments
 * from the first on, a few at a time, and writes what survives into one that takes their place.
 *
 * <p>One thread at a time; appends and reads go on meanwhile. Batches are read through the log's
 * own leases and written to files that a start deletes, so a crash between any two steps costs only
 * work. Memory: the map, and a buffer each for reading and writing.
 *
 * <p>Source: Kafka's documentation on compaction, KIP-58, KIP-98, KIP-354, KIP-534.
 */
final class Compaction implements AutoCloseable {
  private final PartitionLog log;
  private final LogConfig config;
  private final CleaningPlan plan;
  private final long nowMs;
  private final OffsetMap newest;
  private final BufferSupplier decompression = BufferSupplier.create();
  private final CleanedTransactions mapped = new CleanedTransactions(needed -> {});
  private final Deque<Segment> toMap = new ArrayDeque<>();
  private final Deque<List<Segment>> toCopy = new ArrayDeque<>();

  private ByteBuffer in;
  private ByteBuffer out;
  private @Nullable BatchChunks source;
  private State state = State.MAPPING;
  private long endOffset;

  // While copying.
  private @Nullable CompactionFilter filter;
  private @Nullable CleanedSegment cleaned;
  private List<Segment> group = List.of();
  private int groupIndex;
  private boolean changed;

  private long bytesRead;
  private long bytesWritten;
  private long recordsRead;
  private long recordsKept;

  private enum State {
    MAPPING,
    COPYING,
    DONE,
    GIVEN_UP
  }

  /**
   * @param mapBytes memory for keys
   * @param bufferBytes memory to read with, and as much to write with
   */
  Compaction(CleaningPlan plan, long mapBytes, int bufferBytes, long nowMs) {
    this.plan = plan;
    this.log = plan.log();
    this.config = log.config();
    this.nowMs = nowMs;
    this.newest = new OffsetMap(plan.firstDirtyOffset(), mapBytes);
    this.in = ByteBuffer.allocate(bufferBytes);
    this.out = ByteBuffer.allocate(bufferBytes);
    this.endOffset = plan.firstDirtyOffset();
    LogView view = log.view();
    for (int i = view.floor(plan.firstDirtyOffset()); i < view.segments().size() - 1; i++) {
      if (view.segments().get(i).baseOffset() < plan.firstUncleanableOffset()) {
        toMap.add(view.segments().get(i));
      }
    }
    mapped.announce(
        log.abortedTransactions(plan.firstDirtyOffset(), plan.firstUncleanableOffset()));
  }

  PartitionLog log() {
    return log;
  }

  boolean isOver() {
    return state == State.DONE || state == State.GIVEN_UP;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /** Whether less is dirty now than before. */
  boolean hasAdvanced() {
    return log.cleanedUpTo() > plan.firstDirtyOffset();
  }

  CleaningProgress progress() {
    return new CleaningProgress(
        log.name().topic(),
        log.name().partition(),
        state == State.MAPPING,
        plan.firstDirtyOffset(),
        endOffset,
        plan.firstUncleanableOffset(),
        newest.size(),
        newest.fill(),
        bytesRead,
        bytesWritten,
        recordsRead,
        recordsKept);
  }

  /**
   * Does the next piece of work: reads at most a buffer, or puts one segment in its place.
   *
   * @return the bytes that were read and written
   * @throws io.jackdaw.disk.StorageException if a file is damaged or cannot be written
   */
  long step() {
    long before = bytesRead + bytesWritten;
    if (log.isClosed()) {
      state = State.GIVEN_UP;
    } else if (state == State.MAPPING) {
      map();
    } else if (state == State.COPYING) {
      copy();
    }
    return bytesRead + bytesWritten - before;
  }

  // ---- mapping

  private void map() {
    BatchChunks chunks = openNext(toMap, plan.firstDirtyOffset());
    if (chunks == null) {
      if (state == State.MAPPING) {
        beginCopying();
      }
      return;
    }
    in = chunks.read(in);
    chunks.skip(in.limit());
    bytesRead += in.limit();
    for (MutableRecordBatch batch : MemoryRecords.readableRecords(in).batches()) {
      if (batch.baseOffset() >= plan.firstUncleanableOffset() || !map(batch)) {
        toMap.clear();
        closeSource();
        beginCopying();
        return;
      }
    }
  }

  /** The open segment while it has something left, or else the next one; null behind the last. */
  private @Nullable BatchChunks openNext(Deque<Segment> segments, long fromOffset) {
    while (source == null || source.isAtEnd()) {
      closeSource();
      Segment next = segments.poll();
      if (next == null) {
        return null;
      }
      source = BatchChunks.open(next, fromOffset);
      if (source == null) {
        state = State.GIVEN_UP;
        return null;
      }
    }
    return source;
  }

  private void closeSource() {
    if (source != null) {
      source.close();
      source = null;
    }
  }

  /** False if the map is full. */
  private boolean map(RecordBatch batch) {
    if (batch.isControlBatch()) {
      mapped.isOrphan(batch);
    } else if (!mapped.isAborted(batch)) {
      try (CloseableIterator<Record> records = batch.streamingIterator(decompression)) {
        while (records.hasNext()) {
          Record record = records.next();
          if (record.offset() >= plan.firstDirtyOffset()
              && record.hasKey()
              && !newest.put(record.key(), record.offset())) {
            endOffset = record.offset();
            return false;
          }
        }
      }
    }
    endOffset = Math.max(endOffset, batch.nextOffset());
    return true;
  }

  // ---- copying

  private void beginCopying() {
    state = State.COPYING;
    filter =
        new CompactionFilter(
            newest,
            endOffset,
            plan.firstUncleanableOffset(),
            new CleanedTransactions(needed -> replacement().note(needed)),
            nowMs,
            config.deleteRetentionMs());
    LogView view = log.view();
    List<Segment> together = new ArrayList<>();
    GroupSize size = new GroupSize(config);
    for (int i = 0; i < view.segments().size() - 1; i++) {
      Segment segment = view.segments().get(i);
      if (segment.baseOffset() >= endOffset) {
        break;
      }
      if (!size.hasRoomFor(segment, view.nextOffset(i)) && !together.isEmpty()) {
        toCopy.add(List.copyOf(together));
        together.clear();
        size = new GroupSize(config);
      }
      size.add(segment);
      together.add(segment);
    }
    if (!together.isEmpty()) {
      toCopy.add(List.copyOf(together));
    }
  }

  private CleanedSegment replacement() {
    if (cleaned == null) {
      throw new IllegalStateException("nothing is being written for " + log.name());
    }
    return cleaned;
  }

  private CompactionFilter filter() {
    if (filter == null) {
      throw new IllegalStateException(log.name() + " is not being copied");
    }
    return filter;
  }

  private void copy() {
    if (cleaned == null && !beginGroup()) {
      return;
    }
    if (source == null || source.isAtEnd()) {
      closeSource();
      if (groupIndex == group.size()) {
        endGroup();
        return;
      }
      if (!beginSegment(group.get(groupIndex++))) {
        return;
      }
    }
    if (source != null && !source.isAtEnd()) {
      copy(source);
    }
  }

  private boolean beginGroup() {
    List<Segment> next = toCopy.poll();
    if (next == null) {
      log.cleaned(plan.firstDirtyOffset(), endOffset);
      state = State.DONE;
      return false;
    }
    group = next;
    groupIndex = 0;
    changed = next.size() > 1;
    filter().producers(log.lastOfProducers());
    cleaned = log.beginReplacement(next.getFirst().baseOffset());
    return true;
  }

  private boolean beginSegment(Segment segment) {
    source = BatchChunks.open(segment, 0);
    if (source == null) {
      state = State.GIVEN_UP;
      return false;
    }
    filter().announce(log.abortedTransactions(segment.baseOffset(), segment.findNextOffset()));
    return true;
  }

  private void copy(BatchChunks chunks) {
    in = chunks.read(in);
    int wanted = in.limit();
    out.clear();
    FilterResult kept =
        MemoryRecords.readableRecords(in).filterTo(filter(), out, decompression, Integer.MAX_VALUE);
    chunks.skip(kept.bytesRead());
    bytesRead += kept.bytesRead();
    recordsRead += kept.messagesRead();
    recordsKept += kept.messagesRetained();
    ByteBuffer survivors = kept.outputBuffer().flip();
    changed |= !sameBytes(survivors, wanted, kept.bytesRead());
    if (survivors.hasRemaining()) {
      replacement().append(survivors);
      bytesWritten += survivors.remaining();
    }
    if (survivors.capacity() > out.capacity()) {
      out = survivors;
    }
  }

  private boolean sameBytes(ByteBuffer survivors, int wanted, int read) {
    return read <= wanted && survivors.equals(in.duplicate().position(0).limit(read));
  }

  private void endGroup() {
    CleanedSegment done = replacement();
    if (changed) {
      done.finish();
      if (!log.replace(group, done)) {
        state = State.GIVEN_UP;
        return;
      }
    } else {
      done.discard();
    }
    cleaned = null;
    group = List.of();
  }

  /** Gives up what is not finished, and the memory. */
  @Override
  public void close() {
    if (!isOver()) {
      state = State.GIVEN_UP;
    }
    closeSource();
    newest.close();
    decompression.close();
    if (cleaned != null) {
      cleaned.discard();
      cleaned = null;
    }
  }

  /** Segments that become one must fit into one. */
  private static final class GroupSize {
    private final LogConfig config;
    private long baseOffset = -1;
    private long bytes;
    private long offsetEntries;
    private long timeEntries;

    GroupSize(LogConfig config) {
      this.config = config;
    }

    boolean hasRoomFor(Segment segment, long nextOffset) {
      long base = baseOffset < 0 ? segment.baseOffset() : baseOffset;
      long index = config.segmentIndexBytes();
      return bytes + segment.sizeBytes() <= config.segmentBytes()
          && (offsetEntries + segment.offsetIndex().count()) * OffsetIndex.ENTRY_SIZE <= index
          && (timeEntries + segment.timeIndex().count()) * TimeIndex.ENTRY_SIZE <= index
          && nextOffset - 1 - base <= Integer.MAX_VALUE;
    }

    void add(Segment segment) {
      baseOffset = baseOffset < 0 ? segment.baseOffset() : baseOffset;
      bytes += segment.sizeBytes();
      offsetEntries += segment.offsetIndex().count();
      timeEntries += segment.timeIndex().count();
    }
  }
}
