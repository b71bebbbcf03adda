package io.jackdaw.log;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The log of one partition: record batches at consecutive offsets, on disk in Kafka's format.
 *
 * <p>Any thread. Changes take the log's own lock; reads take none and see every append that
 * returned before them. An append returns when the bytes are in the page cache, so they survive the
 * end of the process; they survive the machine after {@link #flush}, or at once with {@code
 * flush.messages=1}.
 *
 * <p>Errors: {@link io.jackdaw.disk.StorageException} from every method that touches files. After a
 * failed write or fsync the log refuses further appends with KAFKA_STORAGE_ERROR.
 */
public final class PartitionLog implements AutoCloseable {
  PartitionLog() {}

  public LogName name() {
    throw new UnsupportedOperationException();
  }

  /** The topic's id as {@code partition.metadata} has it; the zero id if it has none. */
  public Uuid topicId() {
    throw new UnsupportedOperationException();
  }

  /** Directory that holds the files; its parent is the log directory. */
  public Path directory() {
    throw new UnsupportedOperationException();
  }

  public LogConfig config() {
    throw new UnsupportedOperationException();
  }

  /** Puts a changed configuration into force, for everything that happens from here on. */
  public void reconfigure(LogConfig config) {
    throw new UnsupportedOperationException();
  }

  /** Offset of the first record that may be read; records before it are gone. */
  public long logStartOffset() {
    throw new UnsupportedOperationException();
  }

  /** Offset that the next record will get. */
  public long logEndOffset() {
    throw new UnsupportedOperationException();
  }

  /** All records before it survive the end of the machine. */
  public long recoveryPoint() {
    throw new UnsupportedOperationException();
  }

  /** What {@link #highWatermark(long)} last set; after opening, what was checkpointed. */
  public long highWatermark() {
    throw new UnsupportedOperationException();
  }

  /**
   * Tells the log up to where records are committed: nothing at or beyond it is deleted by
   * retention, and it is checkpointed from time to time.
   */
  public void highWatermark(long offset) {
    throw new UnsupportedOperationException();
  }

  /**
   * Up to where a reader of committed transactions may read; the high watermark if none is open.
   */
  public long lastStableOffset() {
    throw new UnsupportedOperationException();
  }

  /** The newest leader epoch in the log, or -1. */
  public int latestEpoch() {
    throw new UnsupportedOperationException();
  }

  /**
   * Notes that a leader of {@code leaderEpoch} starts to append at the end of the log. Call it when
   * this broker becomes leader, before the first append.
   */
  public void assignLeaderEpoch(int leaderEpoch) {
    throw new UnsupportedOperationException();
  }

  /**
   * Validates batches and appends them. Offsets, leader epoch and, if the topic wants it, the
   * append time are written into {@code records} in place.
   *
   * @param records whole batches between position and limit, direct or heap; position and limit
   *     stay as they are, the content belongs to the caller again on return
   */
  public AppendResult append(ByteBuffer records, int leaderEpoch, AppendOrigin origin) {
    throw new UnsupportedOperationException();
  }

  /**
   * Finds whole batches to read: from the batch that holds {@code from} on, within one segment.
   *
   * @param maxBytes size of the result
   * @param atLeastOneBatch whether a first batch larger than {@code maxBytes} is returned anyway
   * @param upTo no batch with an offset at or beyond this is returned
   * @return an open lease, to be closed by the caller; null if {@code from} is outside {@code
   *     [logStartOffset, logEndOffset]}
   */
  public @Nullable LogSlice read(long from, int maxBytes, boolean atLeastOneBatch, long upTo) {
    throw new UnsupportedOperationException();
  }

  /**
   * The first record whose timestamp is at least {@code timestampMs}, or null if there is none. May
   * read and decompress a batch: call it on a disk thread.
   */
  public @Nullable OffsetAtTime offsetForTimestamp(long timestampMs) {
    throw new UnsupportedOperationException();
  }

  /** The first record with the largest timestamp of all, or null if the log is empty. */
  public @Nullable OffsetAtTime maxTimestamp() {
    throw new UnsupportedOperationException();
  }

  /** The leader epoch that {@code offset} was, or will be, appended in; -1 if not known. */
  public int epochAt(long offset) {
    throw new UnsupportedOperationException();
  }

  /** Where {@code leaderEpoch} ended; {@link EpochEnd#UNKNOWN} if the log cannot say. */
  public EpochEnd endOffsetForEpoch(int leaderEpoch) {
    throw new UnsupportedOperationException();
  }

  /**
   * Moves the log start offset up to {@code offset}, at most to the high watermark; whole segments
   * before it are deleted later.
   *
   * @return the log start offset now
   */
  public long deleteRecordsBefore(long offset) {
    throw new UnsupportedOperationException();
  }

  /**
   * Cuts all batches that reach to {@code offset} or beyond; a follower does it, never a leader.
   */
  public void truncateTo(long offset) {
    throw new UnsupportedOperationException();
  }

  /** Drops everything and starts anew, empty, at {@code offset}. */
  public void truncateFullyAndStartAt(long offset) {
    throw new UnsupportedOperationException();
  }

  /** The producers that the log remembers, by id. */
  public List<ProducerState> producers() {
    throw new UnsupportedOperationException();
  }

  /** Bytes of all segments. */
  public long sizeBytes() {
    throw new UnsupportedOperationException();
  }

  /** Makes everything appended so far durable (fsync): call it on a disk thread. */
  public void flush() {
    throw new UnsupportedOperationException();
  }

  /** Flushes, writes indexes and producer state, and closes the files once no slice is open. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
