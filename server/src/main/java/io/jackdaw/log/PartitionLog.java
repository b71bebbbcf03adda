package io.jackdaw.log;

import io.jackdaw.disk.StorageException;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.log.AppendResult.Refused;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
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
  private final BatchValidator validator;
  private final LeaderEpochs epochs;
  private final Producers producers;
  private final ProducerSnapshots snapshots;
  private final UnforcedFiles unforced;
  private final FreshTail fresh = new FreshTail();
  private final LogReader reader;
  private final Object lock = new Object();
  private final Object flushLock = new Object();
  private final GroupSync groupSync;

  private volatile LogView view;
  private volatile LogConfig config;
  private volatile Uuid topicId;
  private volatile long highWatermark;
  private volatile long recoveryPoint;
  private volatile long firstUnstableOffset;
  private volatile long cleanedUpTo;
  private volatile boolean closed;
  private volatile boolean abandoned;
  private volatile Runnable onSynced = () -> {};

  // Under the lock from here on.
  private final List<Segment> doomed = new ArrayList<>();
  private @Nullable CleanedSegment offered;
  private @Nullable Recompression recompression;
  private long lastFlushMs;
  private boolean dirty;

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
    this.validator = new BatchValidator(name);
    this.epochs = loaded.epochs();
    this.producers = loaded.producers();
    this.snapshots = loaded.snapshots();
    this.view = loaded.view();
    this.topicId = loaded.topicId();
    this.unforced = loaded.unforced(topicId);
    this.highWatermark = loaded.highWatermark();
    this.recoveryPoint = loaded.recoveryPoint();
    this.cleanedUpTo = loaded.cleanedUpTo();
    this.dirty = loaded.isRecovered();
    this.reader = new LogReader(() -> view, epochs, fresh, environment.clock());
    this.lastFlushMs = environment.clock().wallMs();
    this.firstUnstableOffset = producers.firstUnstableOffset(highWatermark);
    this.groupSync = new GroupSync(environment.syncs(), this::sync);
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
    synchronized (lock) {
      config = newConfig;
      recompression = null;
    }
  }

  // ---- offsets

  /** Offset of the first record that may be read; records before it are gone. */
  public long logStartOffset() {
    return view.startOffset();
  }

  /** Offset that the next record will get. */
  public long logEndOffset() {
    return view.endOffset();
  }

  /** All records before it survive the end of the machine. */
  public long recoveryPoint() {
    return recoveryPoint;
  }

  /** What {@link #highWatermark(long)} last set; after opening, what was checkpointed. */
  public long highWatermark() {
    return highWatermark;
  }

  /**
   * Tells the log up to where records are committed: nothing at or beyond it is deleted by
   * retention, and it is checkpointed from time to time.
   */
  public void highWatermark(long offset) {
    highWatermark = offset;
    if (firstUnstableOffset != Long.MAX_VALUE) {
      synchronized (lock) {
        firstUnstableOffset = producers.firstUnstableOffset(offset);
      }
    }
  }

  /**
   * Up to where a reader of committed transactions may read; the high watermark if none is open.
   */
  public long lastStableOffset() {
    return Math.max(view.startOffset(), Math.min(firstUnstableOffset, highWatermark));
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
      epochs.assign(leaderEpoch, view.endOffset());
    }
  }

  /** The leader epoch that {@code offset} was, or will be, appended in; -1 if not known. */
  public int epochAt(long offset) {
    return epochs.at(offset);
  }

  /** Where {@code leaderEpoch} ended; {@link EpochEnd#UNKNOWN} if the log cannot say. */
  public EpochEnd endOffsetForEpoch(int leaderEpoch) {
    return epochs.endOf(leaderEpoch, view.endOffset());
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
    int position = records.position();
    int limit = records.limit();
    try {
      long nowMs = environment.clock().wallMs();
      LogConfig current = config;
      Refused refused = validator.check(records, current, origin, nowMs);
      if (refused != null) {
        return refused;
      }
      ByteBuffer batches = records;
      if (current.recompresses() && origin != AppendOrigin.REPLICATION) {
        batches = recompress(records);
        if (batches.remaining() > current.maxMessageBytes()) {
          return tooLarge(batches, current);
        }
      }
      AppendResult result;
      synchronized (lock) {
        result = appendLocked(batches, leaderEpoch, origin, nowMs, guard, null);
      }
      syncIfDue(current);
      return result;
    } catch (InvalidRecordException malformed) {
      return new Refused(
          Errors.INVALID_RECORD,
          "Malformed records in the append to partition " + name + ": " + malformed.getMessage());
    } catch (StorageException failed) {
      environment.health().report(failed);
      return new Refused(Errors.KAFKA_STORAGE_ERROR, String.valueOf(failed.getMessage()));
    } finally {
      records.limit(limit).position(position);
    }
  }

  /**
   * Ends a producer's transaction. Refused with INVALID_PRODUCER_EPOCH or
   * TRANSACTION_COORDINATOR_FENCED if a newer producer or coordinator has been here; ending what is
   * not open is fine.
   */
  public AppendResult end(TransactionMarker marker, int leaderEpoch) {
    long nowMs = environment.clock().wallMs();
    try {
      AppendResult result;
      synchronized (lock) {
        result =
            appendLocked(
                marker.batch(nowMs), leaderEpoch, AppendOrigin.COORDINATOR, nowMs, null, marker);
      }
      syncIfDue(config);
      return result;
    } catch (StorageException failed) {
      environment.health().report(failed);
      return new Refused(Errors.KAFKA_STORAGE_ERROR, String.valueOf(failed.getMessage()));
    }
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

  private Refused tooLarge(ByteBuffer batches, LogConfig current) {
    return new Refused(
        Errors.MESSAGE_TOO_LARGE,
        "Recompressed batch of "
            + batches.remaining()
            + " bytes in the append to partition "
            + name
            + " exceeds the maximum configured size of "
            + current.maxMessageBytes());
  }

  private ByteBuffer recompress(ByteBuffer records) {
    Recompression rebuild;
    synchronized (lock) {
      if (recompression == null) {
        recompression = Recompression.of(config);
      }
      rebuild = recompression;
    }
    return rebuild.isNeeded(records) ? rebuild.apply(records) : records;
  }

  private AppendResult appendLocked(
      ByteBuffer records,
      int leaderEpoch,
      AppendOrigin origin,
      long nowMs,
      @Nullable VerificationGuard guard,
      @Nullable TransactionMarker marker) {
    String refusal = closed ? name + " is closed" : environment.health().refusal();
    if (refusal != null) {
      return new Refused(Errors.KAFKA_STORAGE_ERROR, refusal);
    }
    AppendResult disorder =
        marker != null
            ? producers.check(marker, view.endOffset())
            : origin == AppendOrigin.REPLICATION ? checkOffsets(records) : null;
    if (disorder != null) {
      return disorder;
    }
    boolean stamp =
        config.timestampType() == TimestampType.LOG_APPEND_TIME
            && origin != AppendOrigin.REPLICATION;
    int start = records.position();
    int end = records.limit();
    long next = view.endOffset();
    long maxTimestamp = -1;
    for (int at = start; at < end; at += BatchHeader.sizeBytes(records, at)) {
      if (origin != AppendOrigin.REPLICATION) {
        BatchHeader.assign(records, at, next, leaderEpoch);
        if (stamp) {
          BatchHeader.assignAppendTime(records, at, nowMs);
        } else if (BatchHeader.hasAppendTime(records, at)) {
          BatchHeader.clearAppendTime(records, at);
        }
      }
      next = BatchHeader.lastOffset(records, at) + 1;
      maxTimestamp = Math.max(maxTimestamp, BatchHeader.maxTimestamp(records, at));
    }
    long baseOffset = BatchHeader.baseOffset(records, start);
    // Rolled before the producers are asked, as in Apache Kafka: a fetch ends where a segment does.
    Segment active = rollIfNeeded(end - start, maxTimestamp, baseOffset, next - 1, nowMs);
    AppendResult verdict =
        marker != null || origin == AppendOrigin.REPLICATION
            ? null
            : checkProducers(records, origin, guard);
    if (verdict != null) {
      return verdict;
    }
    assignEpochs(records);
    write(active, records, next, nowMs);
    return new Appended(baseOffset, next - 1, stamp ? nowMs : -1, view.startOffset());
  }

  private @Nullable Refused checkOffsets(ByteBuffer records) {
    long next = view.endOffset();
    for (int at = records.position();
        at < records.limit();
        at += BatchHeader.sizeBytes(records, at)) {
      long base = BatchHeader.baseOffset(records, at);
      if (base < next) {
        return new Refused(
            Errors.OFFSET_OUT_OF_RANGE,
            "Replicated batch at offset "
                + base
                + " is before the next offset "
                + next
                + " of "
                + name);
      }
      next = BatchHeader.lastOffset(records, at) + 1;
    }
    return null;
  }

  private @Nullable AppendResult checkProducers(
      ByteBuffer records, AppendOrigin origin, @Nullable VerificationGuard guard) {
    long next = view.endOffset();
    for (int at = records.position();
        at < records.limit();
        at += BatchHeader.sizeBytes(records, at)) {
      AppendResult verdict = producers.check(records, at, next, origin, view.startOffset(), guard);
      if (verdict != null) {
        return verdict;
      }
      next += BatchHeader.lastOffsetDelta(records, at) + 1;
    }
    return null;
  }

  private void assignEpochs(ByteBuffer records) {
    for (int at = records.position();
        at < records.limit();
        at += BatchHeader.sizeBytes(records, at)) {
      int epoch = BatchHeader.leaderEpoch(records, at);
      if (epoch >= 0) {
        epochs.assign(epoch, BatchHeader.baseOffset(records, at));
      }
    }
  }

  /** Writes all batches at once, then takes each into the indexes and the producer state. */
  private void write(Segment active, ByteBuffer records, long next, long nowMs) {
    int start = records.position();
    int segmentPosition = active.sizeBytes();
    active.write(records);
    int last = start;
    for (int at = start; at < records.limit(); at += BatchHeader.sizeBytes(records, at)) {
      active.note(records, at, segmentPosition + at - start, config.indexIntervalBytes());
      remember(active, records, at);
      last = at;
    }
    dirty = true;
    fresh.appended(nowMs);
    view =
        view.appended(
            next,
            active.sizeBytes(),
            BatchHeader.baseOffset(records, last),
            segmentPosition + last - start);
    if (firstUnstableOffset != Long.MAX_VALUE || BatchHeader.isTransactional(records, last)) {
      firstUnstableOffset = producers.firstUnstableOffset(highWatermark);
    }
  }

  private void remember(Segment active, ByteBuffer records, int at) {
    if (BatchHeader.producerId(records, at) == BatchHeader.NO_PRODUCER) {
      return;
    }
    Marker marker =
        BatchHeader.isControl(records, at)
            ? Marker.read(records.slice(at, BatchHeader.sizeBytes(records, at)))
            : null;
    Producers.Ended ended = producers.update(records, at, marker);
    if (ended != null && ended.aborted()) {
      active.aborted().append(ended);
    }
  }

  // ---- roll

  private Segment rollIfNeeded(
      int bytes, long timestampMs, long baseOffset, long lastOffset, long nowMs) {
    Segment active = view.active();
    int size = active.sizeBytes();
    boolean aged = size > 0 && active.ageMs(nowMs, timestampMs) > config.rollMs() - jitterMs();
    if (size > config.segmentBytes() - bytes
        || aged
        || active.isIndexFull(config.segmentIndexBytes())
        || !active.canHold(lastOffset)) {
      return roll(baseOffset, nowMs);
    }
    return active;
  }

  /** Spreads the rolls of many logs; always the same for the same segment. */
  private long jitterMs() {
    long bound = Math.min(config.segmentJitterMs(), config.rollMs());
    if (bound <= 0) {
      return 0;
    }
    long mixed = (name.hashCode() * 31L + view.active().baseOffset()) * 0x9E3779B97F4A7C15L;
    return (mixed >>> 1) % bound;
  }

  private Segment roll(long baseOffset, long nowMs) {
    Segment full = view.active();
    if (full.sizeBytes() == 0 && full.baseOffset() == baseOffset) {
      return full;
    }
    snapshots.write(baseOffset, producers);
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
    unforced.namesChanged();
    view = view.rolled(next);
    dirty = true;
    environment.diskLoop().execute(this::flushLogged);
    return next;
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

  /** Bytes of all segments. */
  public long sizeBytes() {
    return view.sizeBytes();
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
      long target = Math.min(offset, highWatermark);
      if (target > view.startOffset()) {
        view = view.startingAt(target);
        epochs.truncateFromStart(target);
        LOG.info("Log start offset of {} is now {}", name, target);
        environment.startOffsetMoved().run();
      }
      return view.startOffset();
    }
  }

  /**
   * Cuts all batches that reach to {@code offset} or beyond; a follower does it, never a leader.
   */
  public void truncateTo(long offset) {
    synchronized (lock) {
      if (offset >= view.endOffset()) {
        epochs.truncateFromEnd(view.endOffset());
        return;
      }
      withdrawOffer();
      if (offset <= view.segments().getFirst().baseOffset()) {
        truncateFullyAndStartAt(offset);
        return;
      }
      LOG.info("Truncating {} from {} to {}", name, view.endOffset(), offset);
      List<Segment> kept = new ArrayList<>(view.segments());
      while (kept.getLast().baseOffset() >= offset) {
        discard(kept.removeLast());
      }
      Segment last = kept.getLast();
      last.unseal();
      last.truncateTo(offset, environment.clock().wallMs());
      afterCut(LogView.of(kept, Math.min(view.startOffset(), offset), offset, 0));
    }
  }

  /** Drops everything and starts anew, empty, at {@code offset}. */
  public void truncateFullyAndStartAt(long offset) {
    synchronized (lock) {
      LOG.info("Truncating {} fully; it starts anew at {}", name, offset);
      withdrawOffer();
      view.segments().forEach(this::discard);
      Segment empty =
          Segment.create(environment.disk(), directory, offset, environment.clock().wallMs());
      afterCut(LogView.of(List.of(empty), offset, offset, 0));
    }
  }

  private void afterCut(LogView cut) {
    view =
        new LogView(
            cut.segments(),
            cut.startOffset(),
            cut.endOffset(),
            cut.activeBytes(),
            -1,
            0,
            view.generation() + 1);
    long end = cut.endOffset();
    recoveryPoint = Math.min(recoveryPoint, end);
    if (cleanedUpTo > end) {
      cleanedUpTo = end;
      environment.startOffsetMoved().run();
    }
    highWatermark = Math.min(highWatermark, end);
    epochs.truncateFromEnd(end);
    snapshots.deleteAfter(end);
    LogLoader.replay(view, snapshots, producers, Long.MAX_VALUE);
    firstUnstableOffset = producers.firstUnstableOffset(highWatermark);
    unforced.namesChanged();
    dirty = true;
  }

  /** Gives up a segment at once: its name may be needed again. */
  private void discard(Segment segment) {
    segment.delete(environment.disk());
    segment.release();
  }

  /** Deletes what retention allows, forgets silent producers; on the disk loop. */
  void applyRetention() {
    List<Segment> removed;
    long delayMs;
    synchronized (lock) {
      if (closed) {
        return;
      }
      long nowMs = environment.clock().wallMs();
      producers.expire(nowMs, environment.producerExpiryMs().getAsLong());
      int count = new Retention(config, highWatermark, nowMs, environment.disk()).deletable(view);
      if (count == 0) {
        return;
      }
      if (count == view.segments().size()) {
        roll(view.endOffset(), nowMs);
      }
      removed = List.copyOf(view.segments().subList(0, count));
      view = view.without(count);
      epochs.truncateFromStart(view.startOffset());
      snapshots.deleteBefore(view.segments().getFirst().baseOffset());
      doomed.addAll(removed);
      delayMs = config.fileDeleteDelayMs();
      LOG.info(
          "Retention drops {} segments of {}; it starts at {} now",
          count,
          name,
          view.startOffset());
    }
    environment.startOffsetMoved().run();
    environment.diskLoop().schedule(delayMs, () -> finishDeletion(removed));
  }

  /** Appends do not wait while the file system gives up what may be gigabytes. */
  private void finishDeletion(List<Segment> segments) {
    List<Segment> ours = new ArrayList<>(segments);
    synchronized (lock) {
      ours.removeIf(segment -> !doomed.remove(segment));
    }
    ours.forEach(this::discard);
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
      long stable = Math.min(lastStableOffset(), recoveryPoint);
      return closed ? null : CleaningPlan.of(this, view, cleanedUpTo, stable, nowMs);
    }
  }

  /** The segments there are now; the last one grows. */
  LogView view() {
    return view;
  }

  /** The known producers and what each wrote last. */
  Map<Long, LastOfProducer> lastOfProducers() {
    synchronized (lock) {
      return producers.last();
    }
  }

  /** Begins to write segments' replacement beside them. */
  CleanedSegment beginReplacement(long baseOffset) {
    return new CleanedSegment(
        environment.disk(),
        environment.health(),
        directory,
        baseOffset,
        config.indexIntervalBytes(),
        environment.clock().wallMs());
  }

  /**
   * Replaces segments by what the cleaner made of them, durably. Readers that have them open go on;
   * appends wait only while names change.
   *
   * @return false, with nothing changed, if the log no longer consists of them
   */
  boolean replace(List<Segment> old, CleanedSegment cleaned) {
    synchronized (lock) {
      if (!holds(old)) {
        return false;
      }
      offered = cleaned;
      cleaned.offer();
    }
    environment.disk().forceDirectory(directory);
    synchronized (lock) {
      if (!cleaned.equals(offered) || !holds(old)) {
        withdrawOffer();
        return false;
      }
      offered = null;
      try {
        swap(old, cleaned);
      } catch (StorageException failed) {
        // Some names are changed and some are not: only a start can put that in order.
        environment.health().report(new StorageException("Cannot replace segments", failed));
        throw failed;
      }
    }
    environment.disk().forceDirectory(directory);
    return true;
  }

  private void swap(List<Segment> old, CleanedSegment cleaned) {
    for (Segment segment : old) {
      segment.aborted().keep();
      segment.delete(environment.disk());
    }
    Segment taken = cleaned.take(environment.clock().wallMs());
    int index = view.segments().indexOf(old.getFirst());
    view = view.replaced(index, old.size(), taken);
    old.forEach(Segment::release);
    snapshots.keepOnly(view.segments().stream().map(Segment::baseOffset).toList());
  }

  private boolean holds(List<Segment> run) {
    List<Segment> sealed = view.segments().subList(0, view.segments().size() - 1);
    return !closed && Collections.indexOfSubList(sealed, run) >= 0;
  }

  /** A start must not bring back, from a replacement not yet made, what is about to be cut. */
  private void withdrawOffer() {
    if (offered != null) {
      offered.discard();
      offered = null;
      environment.disk().forceDirectory(directory);
    }
  }

  /** Notes how far the cleaner has come, unless the log was cut meanwhile. */
  void cleaned(long fromOffset, long upToOffset) {
    synchronized (lock) {
      if (cleanedUpTo <= fromOffset && upToOffset <= view.endOffset()) {
        cleanedUpTo = upToOffset;
      }
    }
  }

  boolean isClosed() {
    return closed;
  }

  // ---- durability

  /** Makes everything appended so far durable (fsync): call it on a disk thread. */
  public void flush() {
    synchronized (flushLock) {
      LogView now = view;
      long from = recoveryPoint;
      if (now.endOffset() <= from || closed) {
        return;
      }
      String failure = environment.health().failure();
      if (failure != null) {
        // A sync that succeeds after one that failed says nothing of the bytes of the first.
        throw new StorageException(failure);
      }
      try {
        // One before it: a segment that ended exactly there may have been sealed since.
        for (int i = now.floor(from - 1); i < now.segments().size(); i++) {
          force(now.segments().get(i));
        }
        unforced.force();
      } catch (StorageException failed) {
        if (abandoned) {
          // Its directory went away under this flush, as it was to: the disk has not failed.
          return;
        }
        environment.health().report(failed);
        throw failed;
      }
      synchronized (lock) {
        recoveryPoint = Math.min(Math.max(recoveryPoint, now.endOffset()), view.endOffset());
        lastFlushMs = environment.clock().wallMs();
      }
    }
  }

  /**
   * Up to where appends may be acknowledged: the end of the log, unless {@code flush.messages}
   * wants more of it forced first, which is then under way.
   */
  public long acknowledgeableEnd() {
    long end = view.endOffset();
    long forced = recoveryPoint;
    return end - forced < config.flushMessages() ? end : forced;
  }

  /** Has {@code listener} run, on any thread, each time after appends were forced, or failed to. */
  public void onSynced(Runnable listener) {
    onSynced = listener;
  }

  /** Whether the log directory has failed, so that nothing will be forced any more. */
  public boolean hasFailed() {
    return environment.health().failure() != null;
  }

  private void syncIfDue(LogConfig current) {
    if (view.endOffset() - recoveryPoint >= current.flushMessages()) {
      groupSync.request();
    }
  }

  private void sync() {
    flushLogged();
    onSynced.run();
  }

  private void force(Segment segment) {
    if (segment.acquire()) {
      try {
        segment.force();
        snapshots.force(segment.baseOffset());
      } finally {
        segment.release();
      }
    }
  }

  private void flushLogged() {
    try {
      flush();
    } catch (StorageException failed) {
      // The directory's failure is in the log already.
      LOG.debug("Cannot flush {}: {}", name, failed.getMessage(), failed);
    }
  }

  /** Flushes if {@code flush.ms} have passed; on the disk loop. */
  void flushIfDue() {
    boolean due;
    synchronized (lock) {
      due =
          config.flushMs() != Long.MAX_VALUE
              && environment.clock().wallMs() - lastFlushMs >= config.flushMs();
    }
    if (due) {
      flushLogged();
    }
  }

  /** Offset of the first record of the first segment, whatever the log start offset says. */
  long firstSegmentOffset() {
    return view.segments().getFirst().baseOffset();
  }

  /** Flushes, writes indexes and producer state, and closes the files once no slice is open. */
  @Override
  public void close() {
    flush();
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      finishDeletion(List.copyOf(doomed));
      LogView last = view;
      if (environment.health().failure() == null) {
        epochs.write();
      }
      if (dirty && environment.health().failure() == null) {
        last.active().writeIndexes();
        if (last.endOffset() > last.startOffset() && !snapshots.has(last.endOffset())) {
          snapshots.write(last.endOffset(), producers);
          snapshots.force(last.endOffset());
        }
      }
      last.segments().forEach(Segment::release);
    }
  }

  /** Closes without writing anything: the directory is about to go. */
  void abandon() {
    synchronized (lock) {
      if (!closed) {
        abandoned = true;
        closed = true;
        doomed.forEach(this::discard);
        view.segments().forEach(Segment::release);
      }
    }
  }

  /**
   * Closes files that nobody reads, until they are used again.
   *
   * @param evenIfUsed whether those are closed too that were used since the last call
   */
  void rest(boolean evenIfUsed) {
    view.segments().forEach(segment -> segment.rest(evenIfUsed));
  }

  /** Whether files are still held open by slices after the log was closed. */
  boolean hasOpenFiles() {
    return view.segments().stream().anyMatch(Segment::isOpen);
  }
}
