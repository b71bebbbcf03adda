package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.DiskFullException;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of batches in one file, with its indexes. The last segment of a log grows, the others are
 * sealed.
 *
 * <p>Changes under the log's lock; lookups by any thread. The file is closed when the log has let
 * go of it and no slice holds a lease: nobody ever reads from a closed file.
 */
final class Segment {
  private static final Logger LOG = LoggerFactory.getLogger(Segment.class);

  /** Returned by {@link #positionOf} when every batch is before the offset. */
  static final int BEYOND = -1;

  private final long baseOffset;
  private final DiskFile file;
  private final OffsetIndex offsetIndex;
  private final TimeIndex timeIndex;
  private final AbortedTransactions aborted;

  /** One for the log itself, and one for each open slice. */
  private final AtomicInteger leases = new AtomicInteger(1);

  private volatile int sizeBytes;
  private long createdMs;
  private long firstTimestampMs = -1;
  private volatile Latest latest;
  private int bytesSinceIndexEntry;

  /** Whether the file is longer than what is in it. */
  private boolean preallocated;

  /** Whether a damaged index was named already. */
  private volatile boolean suspected;

  /** Whether the files are closed for want of use. Set and cleared under this object's own lock. */
  private volatile boolean resting;

  private volatile boolean used = true;
  private boolean deleted;

  /** The largest timestamp, and the last offset of the first batch that has it. */
  record Latest(long timestampMs, long offset) {}

  Segment(
      long baseOffset,
      DiskFile file,
      OffsetIndex offsetIndex,
      TimeIndex timeIndex,
      AbortedTransactions aborted,
      int sizeBytes,
      long createdMs) {
    this.baseOffset = baseOffset;
    this.file = file;
    this.offsetIndex = offsetIndex;
    this.timeIndex = timeIndex;
    this.aborted = aborted;
    this.sizeBytes = sizeBytes;
    this.createdMs = createdMs;
    this.latest = new Latest(timeIndex.lastTimestamp(), timeIndex.lastOffset());
  }

  /** A new segment without batches; whatever bears its name is cut or replaced. */
  static Segment create(Disk disk, Path directory, long baseOffset, long nowMs) {
    return create(disk, directory, baseOffset, "", nowMs);
  }

  /** The same under names with a suffix. */
  static Segment create(Disk disk, Path directory, long baseOffset, String suffix, long nowMs) {
    DiskFile file = disk.open(SegmentFiles.path(directory, baseOffset, SegmentFiles.LOG + suffix));
    file.truncate(0);
    AbortedTransactions aborted =
        new AbortedTransactions(disk, directory, baseOffset, suffix, false);
    aborted.delete();
    return new Segment(
        baseOffset,
        file,
        OffsetIndex.growing(disk, directory, baseOffset, suffix),
        TimeIndex.growing(disk, directory, baseOffset, suffix),
        aborted,
        0,
        nowMs);
  }

  /**
   * A segment that was written, sealed and closed before.
   *
   * @throws StorageException if its indexes are not there
   */
  static Segment sealed(Disk disk, Path directory, long baseOffset, long nowMs) {
    DiskFile file = disk.open(SegmentFiles.path(directory, baseOffset, SegmentFiles.LOG));
    int size = Math.toIntExact(file.size());
    OffsetIndex offsets = OffsetIndex.sealed(disk, directory, baseOffset, size);
    TimeIndex times = TimeIndex.sealed(disk, directory, baseOffset);
    if (offsets == null || times == null) {
      file.close();
      throw new StorageException("An index of " + file.path() + " is missing or damaged");
    }
    AbortedTransactions aborted = AbortedTransactions.found(disk, directory, baseOffset);
    return new Segment(baseOffset, file, offsets, times, aborted, size, nowMs);
  }

  long baseOffset() {
    return baseOffset;
  }

  DiskFile file() {
    return file;
  }

  int sizeBytes() {
    return sizeBytes;
  }

  OffsetIndex offsetIndex() {
    return offsetIndex;
  }

  TimeIndex timeIndex() {
    return timeIndex;
  }

  AbortedTransactions aborted() {
    return aborted;
  }

  /** Timestamp -1 if there is no batch, or none has a timestamp. */
  Latest latest() {
    return latest;
  }

  // ---- leases

  /** Takes a lease; false if the file is closed already. */
  boolean acquire() {
    int held = leases.get();
    while (held > 0) {
      if (leases.compareAndSet(held, held + 1)) {
        try {
          markUsed();
        } catch (StorageException failed) {
          release();
          throw failed;
        }
        return true;
      }
      held = leases.get();
    }
    return false;
  }

  /** Whoever uses the files says so first; if they rest, they are opened again. */
  private void markUsed() {
    if (!used) {
      used = true;
    }
    if (resting) {
      wake();
    }
  }

  private synchronized void wake() {
    if (resting) {
      file.channel();
      offsetIndex.file().wake();
      timeIndex.file().wake();
      resting = false;
    }
  }

  /**
   * Closes the files until they are used again, unless somebody has a lease; once they have lost
   * their names they stay open.
   *
   * @param evenIfUsed whether those are closed too that were used since the last call
   */
  synchronized void rest(boolean evenIfUsed) {
    if (resting || deleted) {
      return;
    }
    boolean wasUsed = used;
    used = false;
    if (wasUsed && !evenIfUsed) {
      return;
    }
    // In this order: who takes a lease now either is seen here, or sees that it has to wake us.
    resting = true;
    if (leases.get() == 1) {
      file.rest();
      offsetIndex.file().rest();
      timeIndex.file().rest();
    } else {
      resting = false;
    }
  }

  /** Readers that come from now on must find the files, whoever has their names then. */
  private synchronized void stayAwake() {
    deleted = true;
    try {
      wake();
    } catch (StorageException gone) {
      LOG.debug("{} is deleted already", file.path(), gone);
    }
  }

  /** Gives a lease back; the last one closes the files. */
  void release() {
    if (leases.decrementAndGet() == 0) {
      file.close();
      offsetIndex.file().close();
      timeIndex.file().close();
    }
  }

  boolean isOpen() {
    return leases.get() > 0;
  }

  // ---- growing

  /** Whether offsets relative to the base still fit into the indexes. */
  boolean canHold(long offset) {
    return offset - baseOffset >= 0 && offset - baseOffset <= Integer.MAX_VALUE;
  }

  boolean isIndexFull(int maxIndexBytes) {
    return offsetIndex.count() >= maxIndexBytes / OffsetIndex.ENTRY_SIZE
        || timeIndex.count() >= maxIndexBytes / TimeIndex.ENTRY_SIZE - 1;
  }

  /** How long records have been collected here, by their own time where they have one. */
  long ageMs(long nowMs, long timestampMs) {
    return firstTimestampMs() >= 0 ? timestampMs - firstTimestampMs : nowMs - createdMs;
  }

  /** Largest timestamp of the first batch, -1 without batches; under the log's lock. */
  long firstTimestampMs() {
    if (firstTimestampMs < 0 && sizeBytes > 0) {
      BatchCursor cursor = new BatchCursor(file, 0, sizeBytes);
      if (cursor.next()) {
        firstTimestampMs = cursor.maxTimestamp();
      }
    }
    return firstTimestampMs;
  }

  /**
   * Writes the batches between position and limit behind what is there, in one write. After a
   * failure the segment is as before: what was written in part is cut off.
   *
   * @throws DiskFullException if there is no room
   * @throws StorageException if the file's end is unknown now
   */
  void write(ByteBuffer records) {
    markUsed();
    int start = records.position();
    int position = sizeBytes;
    try {
      file.write(records, position);
    } catch (StorageException failed) {
      file.truncate(position);
      throw failed;
    }
    records.position(start);
    sizeBytes = position + records.remaining();
  }

  /** Takes a batch, whose header is in {@code buffer}, into the indexes. */
  void note(ByteBuffer buffer, int at, int position, int indexIntervalBytes) {
    long timestampMs = BatchHeader.maxTimestamp(buffer, at);
    long lastOffset = BatchHeader.lastOffset(buffer, at);
    if (position == 0) {
      firstTimestampMs = timestampMs;
    }
    if (timestampMs > latest.timestampMs) {
      latest = new Latest(timestampMs, lastOffset);
    }
    if (bytesSinceIndexEntry > indexIntervalBytes) {
      offsetIndex.append(lastOffset, position);
      timeIndex.append(latest.timestampMs, latest.offset);
      bytesSinceIndexEntry = 0;
    }
    bytesSinceIndexEntry += BatchHeader.sizeBytes(buffer, at);
  }

  /** Makes the file as long as it may get; what is not used is cut off when it stops growing. */
  void preallocate(int bytes) {
    file.write(ByteBuffer.allocate(1), bytes - 1L);
    preallocated = true;
  }

  private void trim() {
    if (preallocated) {
      file.truncate(sizeBytes);
      preallocated = false;
    }
  }

  /** Writes the indexes; the segment will not grow again unless {@link #unseal}ed. */
  void seal() {
    trim();
    timeIndex.append(latest.timestampMs, latest.offset);
    offsetIndex.file().seal();
    timeIndex.file().seal();
  }

  /** Writes the indexes as they are now; the segment does not grow before the next start. */
  void writeIndexes() {
    trim();
    timeIndex.append(latest.timestampMs, latest.offset);
    offsetIndex.file().write();
    timeIndex.file().write();
  }

  /** Makes a sealed segment the growing one again. */
  void unseal() {
    offsetIndex.file().unseal();
    timeIndex.file().unseal();
  }

  /** Makes batches and indexes durable. */
  void force() {
    file.force();
    if (offsetIndex.file().isSealed()) {
      forceIndexes();
    }
    aborted.force();
  }

  /** Makes indexes that were written durable. */
  void forceIndexes() {
    offsetIndex.file().force();
    timeIndex.file().force();
  }

  // ---- looking up

  /**
   * Position of the first batch whose last offset is at least {@code offset}.
   *
   * @param limit the end of the last batch to look at
   * @return {@link #BEYOND} if there is none
   */
  int positionOf(long offset, int limit) {
    BatchCursor cursor = new BatchCursor(file, indexedPosition(offset, limit), limit);
    while (cursor.next()) {
      if (cursor.lastOffset() >= offset) {
        return cursor.position();
      }
    }
    return BEYOND;
  }

  /**
   * The position in the index of a batch that begins at {@code offset} or before; 0 if what lies
   * there is no such batch: the index is damaged, and the segment is read from its beginning.
   */
  int indexedPosition(long offset, int limit) {
    int position = offsetIndex.floorPosition(offset);
    if (position == 0 || isBatchAt(position, limit, offset)) {
      return position;
    }
    suspect(offsetIndex.file().path());
    return 0;
  }

  /** A position at or before the batch that holds {@code offset}; -1 if no index is in memory. */
  int growingPositionOf(long offset) {
    return offsetIndex.file().isSealed() ? -1 : offsetIndex.floorPosition(offset);
  }

  /** Whether a range can be looked up and sent without waiting; false if nobody knows. */
  boolean isCached(int position, int count) {
    return file.isCached(position, count) && offsetIndex.file().isCached();
  }

  /** The last indexed position of a batch in {@code [from, upTo]}, or {@code from}. */
  private int indexedStart(int from, int upTo, int limit) {
    int start = offsetIndex.floorPositionByPosition(upTo);
    if (start <= from || isBatchAt(start, limit, Long.MAX_VALUE)) {
      return Math.max(from, start);
    }
    suspect(offsetIndex.file().path());
    return from;
  }

  private void suspect(Path index) {
    if (!suspected) {
      suspected = true;
      LOG.warn("{} is damaged; lookups read the segment. Delete it and start again", index);
    }
  }

  private boolean isBatchAt(int position, int limit, long offset) {
    BatchCursor cursor = new BatchCursor(file, position, limit);
    try {
      return position > 0
          && cursor.next()
          && BatchHeader.magic(cursor.header(), cursor.headerAt()) == BatchHeader.MAGIC
          && cursor.baseOffset() >= baseOffset
          && cursor.baseOffset() <= offset;
    } catch (StorageException noBatch) {
      return false;
    }
  }

  /** Whether the ends of a sealed segment and of its indexes are whole and belong together. */
  boolean isAsClosed() {
    int last = offsetIndex.lastPosition();
    if (!aborted.isWhole() || (last != 0 && !isBatchAt(last, sizeBytes, Long.MAX_VALUE))) {
      return false;
    }
    BatchCursor cursor = new BatchCursor(file, last, sizeBytes);
    try {
      while (cursor.next()) {
        if (BatchHeader.magic(cursor.header(), cursor.headerAt()) != BatchHeader.MAGIC
            || cursor.maxTimestamp() > latest.timestampMs) {
          return false;
        }
      }
      return cursor.position() == sizeBytes && (timeIndex.count() == 0 || isRight(latest));
    } catch (StorageException cut) {
      return false;
    }
  }

  /** Whether the batch with that offset has that timestamp, as an entry of the time index says. */
  private boolean isRight(Latest entry) {
    int position = positionOf(entry.offset, sizeBytes);
    BatchCursor cursor = new BatchCursor(file, Math.max(0, position), sizeBytes);
    return position != BEYOND
        && cursor.next()
        && cursor.baseOffset() <= entry.offset
        && cursor.maxTimestamp() == entry.timestampMs;
  }

  /** Where a run of batches ends, and the offset that comes next. */
  record End(int position, long nextOffset) {}

  /**
   * The end of the last whole batch that begins at {@code from} or later and ends at {@code most}
   * or earlier; at {@code from} itself if the first one is larger.
   */
  End endOfWholeBatches(int from, int most, int limit) {
    int start = indexedStart(from, most, limit);
    BatchCursor cursor = new BatchCursor(file, start, limit);
    int end = start;
    long next = -1;
    while (cursor.next() && cursor.position() + cursor.sizeBytes() <= most) {
      end = cursor.position() + cursor.sizeBytes();
      next = cursor.lastOffset() + 1;
    }
    return next < 0 && start > from ? endOfBatchBefore(from, start, limit) : new End(end, next);
  }

  /** The run ends exactly where the index pointed: its last batch follows an earlier entry. */
  private End endOfBatchBefore(int from, int position, int limit) {
    int start = indexedStart(from, position - 1, limit);
    BatchCursor cursor = new BatchCursor(file, start, limit);
    long next = -1;
    while (cursor.next() && cursor.position() < position) {
      next = cursor.lastOffset() + 1;
    }
    return new End(position, next);
  }

  /** The end of the batch that begins at {@code position}. */
  End endOfBatch(int position, int limit) {
    BatchCursor cursor = new BatchCursor(file, position, limit);
    return cursor.next()
        ? new End(position + cursor.sizeBytes(), cursor.lastOffset() + 1)
        : new End(position, -1);
  }

  /** One past the last offset; the base offset if there is no batch. */
  long findNextOffset() {
    BatchCursor cursor = new BatchCursor(file, offsetIndex.lastPosition(), sizeBytes);
    long next = baseOffset;
    while (cursor.next()) {
      next = cursor.lastOffset() + 1;
      if (cursor.maxTimestamp() > latest.timestampMs) {
        latest = new Latest(cursor.maxTimestamp(), cursor.lastOffset());
      }
    }
    return next;
  }

  /** Position of the first batch, from {@code offset} on, that has a timestamp so large. */
  @Nullable ByteBuffer firstBatchAtTime(long timestampMs, long offset, int limit) {
    Latest entry = timeIndex.floor(timestampMs);
    if (entry != null && !isRight(entry)) {
      suspect(timeIndex.file().path());
      entry = null;
    }
    long from = Math.max(offset, entry == null ? baseOffset : entry.offset);
    BatchCursor cursor = new BatchCursor(file, indexedPosition(from, limit), limit);
    while (cursor.next()) {
      // A batch that compaction has emptied keeps its time.
      if (cursor.maxTimestamp() >= timestampMs
          && cursor.lastOffset() >= offset
          && BatchHeader.count(cursor.header(), cursor.headerAt()) > 0) {
        return cursor.read();
      }
    }
    return null;
  }

  // ---- shrinking

  /** Cuts all batches that reach to {@code offset} or beyond. */
  void truncateTo(long offset, long nowMs) {
    int position = positionOf(offset, sizeBytes);
    offsetIndex.truncateTo(offset);
    timeIndex.truncateTo(offset);
    aborted.truncateTo(offset);
    if (position != BEYOND) {
      cut(position);
    }
    bytesSinceIndexEntry = 0;
    latest = new Latest(timeIndex.lastTimestamp(), timeIndex.lastOffset());
    findNextOffset();
    if (sizeBytes == 0) {
      createdMs = nowMs;
      firstTimestampMs = -1;
    }
  }

  /** Cuts the file where a batch ends. */
  void cut(int position) {
    file.truncate(position);
    sizeBytes = position;
  }

  /** Gives up the files' names; the files end when the last lease does. */
  void delete(Disk disk) {
    stayAwake();
    disk.delete(file.path());
    disk.delete(offsetIndex.file().path());
    disk.delete(timeIndex.file().path());
    aborted.delete();
  }
}
