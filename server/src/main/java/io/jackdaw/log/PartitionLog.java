package io.jackdaw.log;

import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one partition: record batches at consecutive offsets, on disk in Kafka's format.
 *
 * <p>Any thread. Changes take the log's own lock; reads take none and see every append that
 * returned before them. An append returns when the bytes are in the page cache, so they survive the
 * end of the process; they survive the machine after {@link #flush}. With {@code flush.messages}
 * they are to be acknowledged up to {@link #acknowledgeableEnd} only.
 *
 * <p>Errors: {@link StorageException} from every method that touches files, but from {@link
 * #append}, which answers KAFKA_STORAGE_ERROR. A failed write leaves the log as it was. On a full
 * disk it takes appends again once there is space; after any other failed write, or a failed fsync,
 * no log of its log directory takes any more.
 */
public final class PartitionLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionLog.class);

  private final LogName name;
  private final Path directory;
  private final LogEnvironment environment;
  private final LeaderEpochs epochs;
  private final Producers producers;
  private final ProducerSnapshots snapshots;
  private final UnforcedFiles unforced;
  private final Object lock = new Object();
  private final SegmentList segments;
  private final SegmentReplacement replacement;
  private final HighWatermark highWatermark;
  private final RecoveryPoint recoveryPoint;
  private final LogAppender appender;
  private final LogReader reader;

  private volatile LogConfig config;
  private volatile Uuid topicId;
  private volatile long cleanedUpTo;

  PartitionLog(
      LogName name,
      Path directory,
      LogConfig config,
      LogEnvironment environment,
      LogLoader loaded) {
    this.name = name;
    this.directory = directory;
    this.config = config;
    this.environment = environment;
    this.epochs = loaded.epochs();
    this.producers = loaded.producers();
    this.snapshots = loaded.snapshots();
    this.topicId = loaded.topicId();
    this.cleanedUpTo = loaded.cleanedUpTo();
    this.unforced = loaded.unforced(topicId);
    this.segments =
        new SegmentList(
            directory,
            environment,
            unforced::namesChanged,
            loaded.view(),
            loaded.isRecovered(),
            lock);
    this.replacement = new SegmentReplacement(segments, snapshots, directory, environment, lock);
    this.highWatermark = new HighWatermark(producers, loaded.highWatermark(), lock);
    this.recoveryPoint =
        new RecoveryPoint(
            name, segments, snapshots, unforced, environment, loaded.recoveryPoint(), lock);
    FreshTail fresh = new FreshTail();
    this.appender =
        new LogAppender(
            name,
            environment,
            segments,
            epochs,
            producers,
            snapshots,
            fresh,
            highWatermark,
            recoveryPoint,
            lock);
    this.reader = new LogReader(segments::view, epochs, fresh, environment.clock());
  }

  public LogName name() {
    return name;
  }

  /** The topic's id as {@code partition.metadata} has it; the zero id if it has none. */
  public Uuid topicId() {
    return topicId;
  }

  /** Writes the topic's id to {@code partition.metadata}; as durable as the log's records. */
  void assignTopicId(Uuid id) {
    PartitionMetadata.write(environment.disk(), directory, id);
    unforced.topicIdWritten();
    topicId = id;
  }

  /** Directory that holds the files; its parent is the log directory. */
  public Path directory() {
    return directory;
  }

  public LogConfig config() {
    return config;
  }

  /** Puts a changed configuration into force, for everything that happens from here on. */
  public void reconfigure(LogConfig newConfig) {
    config = newConfig;
  }

  // ---- offsets

  /** Offset of the first record that may be read; records before it are gone. */
  public long logStartOffset() {
    return segments.view().startOffset();
  }

  /** Offset that the next record will get. */
  public long logEndOffset() {
    return segments.view().endOffset();
  }

  /** All records before it survive the end of the machine. */
  public long recoveryPoint() {
    return recoveryPoint.offset();
  }

  /** What {@link #highWatermark(long)} last set; after opening, what was checkpointed. */
  public long highWatermark() {
    return highWatermark.offset();
  }

  /**
   * Tells the log up to where records are committed: nothing at or beyond it is deleted by
   * retention, and it is checkpointed from time to time.
   */
  public void highWatermark(long offset) {
    highWatermark.moveTo(offset);
  }

  /**
   * Up to where a reader of committed transactions may read; the high watermark if none is open.
   */
  public long lastStableOffset() {
    return highWatermark.lastStableOffset(segments.view().startOffset());
  }

  /** Aborted transactions that have records in {@code [from, upTo)}, in the order of their end. */
  public List<AbortedTransaction> abortedTransactions(long from, long upTo) {
    return reader.aborted(from, upTo);
  }

  /**
   * Aborted transactions that may have records in a slice read from {@code from} on, in the order
   * of their end.
   *
   * @param upTo where the reader had to stop
   */
  public List<AbortedTransaction> abortedTransactions(long from, LogSlice slice, long upTo) {
    return reader.aborted(slice.segment(), from, slice.offsetBeyond(upTo));
  }

  // ---- leader epochs

  /** The newest leader epoch in the log, or -1. */
  public int latestEpoch() {
    return epochs.latest();
  }

  /**
   * Notes that a leader of {@code leaderEpoch} starts to append at the end of the log. Call it when
   * this broker becomes leader, before the first append.
   */
  public void assignLeaderEpoch(int leaderEpoch) {
    synchronized (lock) {
      epochs.assign(leaderEpoch, segments.view().endOffset());
    }
  }

  /** The leader epoch that {@code offset} was, or will be, appended in; -1 if not known. */
  public int epochAt(long offset) {
    return epochs.at(offset);
  }

  /** Where {@code leaderEpoch} ended; {@link EpochEnd#UNKNOWN} if the log cannot say. */
  public EpochEnd endOffsetForEpoch(int leaderEpoch) {
    return epochs.endOf(leaderEpoch, segments.view().endOffset());
  }

  // ---- append

  /**
   * Validates batches and appends them. Offsets, leader epoch and, if the topic wants it, the
   * append time are written into {@code records} in place.
   *
   * @param records whole batches between position and limit, direct or heap; position and limit
   *     stay as they are, the content belongs to the caller again on return
   */
  public AppendResult append(ByteBuffer records, int leaderEpoch, AppendOrigin origin) {
    return append(records, leaderEpoch, origin, null);
  }

  /**
   * Appends as {@link #append(ByteBuffer, int, AppendOrigin)} does.
   *
   * @param guard what {@link #verify} gave; without it a transactional batch is refused with
   *     INVALID_TXN_STATE unless its transaction is open in this log
   */
  public AppendResult append(
      ByteBuffer records, int leaderEpoch, AppendOrigin origin, @Nullable VerificationGuard guard) {
    return appender.append(records, leaderEpoch, origin, guard, config);
  }

  /**
   * Ends a producer's transaction. Refused with INVALID_PRODUCER_EPOCH or
   * TRANSACTION_COORDINATOR_FENCED if a newer producer or coordinator has been here; ending what is
   * not open is fine.
   */
  public AppendResult end(TransactionMarker marker, int leaderEpoch) {
    return appender.end(marker, leaderEpoch, config);
  }

  /**
   * Begins to ask about the transaction that a batch claims to be of, before the batch is appended.
   *
   * @param sequence of the batch's first record; -1 if it comes from a coordinator
   * @param epochBumped whether the producer's epoch is new with each transaction (KIP-890)
   * @return what to append with once the coordinator has agreed; null if the transaction is open
   *     here and nothing is to be asked; {@link VerificationGuard#FENCED} if the epoch is one of
   *     the past and nothing can be appended
   */
  public @Nullable VerificationGuard verify(
      long producerId, short epoch, int sequence, boolean epochBumped) {
    synchronized (lock) {
      return producers.verify(
          producerId, epoch, sequence, epochBumped, environment.clock().wallMs());
    }
  }

  // ---- read

  /**
   * Finds whole batches to read: from the batch that holds {@code from} on, within one segment.
   *
   * @param maxBytes size of the result
   * @param atLeastOneBatch whether a first batch larger than {@code maxBytes} is returned anyway
   * @param upTo no batch with an offset at or beyond this is returned
   * @return an open lease, to be closed by the caller; null if {@code from} is outside {@code
   *     [logStartOffset, logEndOffset]} or the log is closed
   */
  public @Nullable LogSlice read(long from, int maxBytes, boolean atLeastOneBatch, long upTo) {
    return reader.read(from, maxBytes, atLeastOneBatch, upTo, true);
  }

  /**
   * Reads as {@link #read} does, if that cannot have to wait for the disk: what was appended a
   * moment ago. Otherwise the slice {@link LogSlice#isCold}, and is to be read on a disk thread.
   */
  public @Nullable LogSlice readFresh(long from, int maxBytes, boolean atLeastOneBatch, long upTo) {
    return reader.read(from, maxBytes, atLeastOneBatch, upTo, false);
  }

  /**
   * The first record whose timestamp is at least {@code timestampMs}, or null if there is none. May
   * read and decompress a batch: call it on a disk thread.
   */
  public @Nullable OffsetAtTime offsetForTimestamp(long timestampMs) {
    return reader.offsetForTimestamp(timestampMs);
  }

  /** The first record with the largest timestamp of all, or null if the log is empty. */
  public @Nullable OffsetAtTime maxTimestamp() {
    return reader.maxTimestamp();
  }

  /** The producers that the log remembers, by id. */
  public List<ProducerState> producers() {
    synchronized (lock) {
      return producers.states();
    }
  }

  /** The producers as they were when the log ended at {@code offset}: reads batches, unlocked. */
  Producers producersAt(long offset) {
    Producers then = new Producers(name);
    LogView view;
    long from;
    synchronized (lock) {
      view = segments.view().endingAt(offset);
      from = snapshots.restore(view.segments().getFirst().baseOffset(), offset, then);
    }
    LogLoader.replay(view, from, then, Long.MAX_VALUE, base -> {});
    return then;
  }

  /** Bytes of all segments. */
  public long sizeBytes() {
    return segments.view().sizeBytes();
  }

  // ---- shrink

  /**
   * Moves the log start offset up to {@code offset}, at most to the high watermark; whole segments
   * before it are deleted later.
   *
   * @return the log start offset now
   */
  public long deleteRecordsBefore(long offset) {
    synchronized (lock) {
      long target = Math.min(offset, highWatermark.offset());
      if (target > segments.view().startOffset()) {
        segments.startAt(target);
        epochs.truncateFromStart(target);
        LOG.info("Log start offset of {} is now {}", name, target);
        environment.startOffsetMoved().run();
      }
      return segments.view().startOffset();
    }
  }

  /**
   * Cuts all batches that reach to {@code offset} or beyond; a follower does it, never a leader.
   */
  public void truncateTo(long offset) {
    synchronized (lock) {
      LogView before = segments.view();
      if (offset >= before.endOffset()) {
        epochs.truncateFromEnd(before.endOffset());
        return;
      }
      replacement.withdraw();
      if (offset <= before.segments().getFirst().baseOffset()) {
        truncateFullyAndStartAt(offset);
        return;
      }
      LOG.info("Truncating {} from {} to {}", name, before.endOffset(), offset);
      segments.cutTo(offset, environment.clock().wallMs());
      afterCut(offset);
    }
  }

  /** Drops everything and starts anew, empty, at {@code offset}. */
  public void truncateFullyAndStartAt(long offset) {
    synchronized (lock) {
      LOG.info("Truncating {} fully; it starts anew at {}", name, offset);
      replacement.withdraw();
      segments.restartAt(offset, environment.clock().wallMs());
      afterCut(offset);
    }
  }

  /**
   * Begins anew, empty, at {@code offset}, as a copy of a log that has records before it.
   *
   * @param then the producers as they were there
   */
  void startCopyAt(long offset, Producers then) {
    synchronized (lock) {
      if (!then.entries().isEmpty() || snapshots.has(offset)) {
        snapshots.write(offset, then);
      }
      truncateFullyAndStartAt(offset);
    }
  }

  private void afterCut(long end) {
    recoveryPoint.cutTo(end);
    if (cleanedUpTo > end) {
      cleanedUpTo = end;
      environment.startOffsetMoved().run();
    }
    highWatermark.cutTo(end);
    epochs.truncateFromEnd(end);
    snapshots.deleteAfter(end);
    LogLoader.replay(segments.view(), snapshots, producers, Long.MAX_VALUE);
    highWatermark.producersChanged();
  }

  /** Deletes what retention allows, forgets silent producers; on the disk loop. */
  void applyRetention() {
    List<Segment> removed;
    long delayMs;
    synchronized (lock) {
      if (segments.isClosed()) {
        return;
      }
      long nowMs = environment.clock().wallMs();
      producers.expire(nowMs, environment.producerExpiryMs().getAsLong());
      LogView before = segments.view();
      int count =
          new Retention(config, highWatermark.offset(), nowMs, environment.disk())
              .deletable(before);
      if (count == 0) {
        return;
      }
      if (count == before.segments().size()) {
        appender.roll(before.endOffset(), nowMs, config);
      }
      removed = segments.drop(count);
      LogView now = segments.view();
      epochs.truncateFromStart(now.startOffset());
      snapshots.deleteBefore(now.segments().getFirst().baseOffset());
      delayMs = config.fileDeleteDelayMs();
      LOG.info(
          "Retention drops {} segments of {}; it starts at {} now", count, name, now.startOffset());
    }
    environment.startOffsetMoved().run();
    environment.diskLoop().schedule(delayMs, () -> segments.delete(removed));
  }

  // ---- compaction

  /** All records before it were looked at by the cleaner. */
  long cleanedUpTo() {
    return cleanedUpTo;
  }

  /** What the cleaner has to do; null if the log is not compacted, or closed. */
  @Nullable CleaningPlan cleaningPlan(long nowMs) {
    if (!config.compact()) {
      return null;
    }
    synchronized (lock) {
      // What is not forced may be lost, and must not have driven out what was before.
      long stable = Math.min(lastStableOffset(), recoveryPoint.offset());
      return segments.isClosed()
          ? null
          : CleaningPlan.of(this, segments.view(), cleanedUpTo, stable, nowMs);
    }
  }

  /** The segments there are now; the last one grows. */
  LogView view() {
    return segments.view();
  }

  /** The known producers and what each wrote last. */
  Map<Long, LastOfProducer> lastOfProducers() {
    synchronized (lock) {
      return producers.last();
    }
  }

  /** Begins to write segments' replacement beside them. */
  CleanedSegment beginReplacement(long baseOffset) {
    return replacement.begin(baseOffset, config);
  }

  /**
   * Replaces segments by what the cleaner made of them, durably. Readers that have them open go on;
   * appends wait only while names change.
   *
   * @return false, with nothing changed, if the log no longer consists of them
   */
  boolean replace(List<Segment> old, CleanedSegment cleaned) {
    return replacement.replace(old, cleaned);
  }

  /** Notes how far the cleaner has come, unless the log was cut meanwhile. */
  void cleaned(long fromOffset, long upToOffset) {
    synchronized (lock) {
      if (cleanedUpTo <= fromOffset && upToOffset <= segments.view().endOffset()) {
        cleanedUpTo = upToOffset;
      }
    }
  }

  boolean isClosed() {
    return segments.isClosed();
  }

  // ---- durability

  /** Makes everything appended so far durable (fsync): call it on a disk thread. */
  public void flush() {
    recoveryPoint.flush();
  }

  /**
   * Up to where appends may be acknowledged: the end of the log, unless {@code flush.messages}
   * wants more of it forced first, which is then under way.
   */
  public long acknowledgeableEnd() {
    return recoveryPoint.acknowledgeableEnd(config);
  }

  /** Has {@code listener} run, on any thread, each time after appends were forced, or failed to. */
  public void onSynced(Runnable listener) {
    recoveryPoint.onSynced(listener);
  }

  /** Whether the log directory has failed, so that nothing will be forced any more. */
  public boolean hasFailed() {
    return environment.health().failure() != null;
  }

  /** Flushes if {@code flush.ms} have passed; on the disk loop. */
  void flushIfDue() {
    recoveryPoint.flushIfDue(config);
  }

  /** Offset of the first record of the first segment, whatever the log start offset says. */
  long firstSegmentOffset() {
    return segments.view().segments().getFirst().baseOffset();
  }

  /** Flushes, writes indexes and producer state, and closes the files once no slice is open. */
  @Override
  public void close() {
    flush();
    synchronized (lock) {
      if (segments.isClosed()) {
        return;
      }
      segments.end();
      LogView last = segments.view();
      if (environment.health().failure() == null) {
        epochs.write();
        if (segments.isDirty()) {
          writeLast(last);
        }
      }
      segments.release();
    }
  }

  /** The next start takes files as they are, also if the machine ends before it. */
  private void writeLast(LogView last) {
    last.active().writeIndexes();
    boolean empty = last.endOffset() == last.startOffset();
    if (!empty) {
      last.active().forceIndexes();
      epochs.force();
    }
    // The producers of records that were all deleted may go on.
    if ((!empty || !producers.entries().isEmpty()) && !snapshots.has(last.endOffset())) {
      snapshots.write(last.endOffset(), producers);
      snapshots.force(last.endOffset());
    }
  }

  /** Closes without writing anything: the directory is about to go. */
  void abandon() {
    synchronized (lock) {
      if (!segments.isClosed()) {
        recoveryPoint.abandon();
        segments.end();
        segments.release();
      }
    }
  }

  /**
   * Closes files that nobody reads, until they are used again.
   *
   * @param evenIfUsed whether those are closed too that were used since the last call
   */
  void rest(boolean evenIfUsed) {
    segments.rest(evenIfUsed);
  }

  /** Whether files are still held open by slices after the log was closed. */
  boolean hasOpenFiles() {
    return segments.hasOpenFiles();
  }
}
