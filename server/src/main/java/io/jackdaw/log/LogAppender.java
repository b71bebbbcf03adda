package io.jackdaw.log;

import io.jackdaw.disk.StorageException;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.log.AppendResult.Refused;
import java.nio.ByteBuffer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches into a log: looks whether they may come, numbers them, rolls if there is no room,
 * writes them in one go, and has indexes, leader epochs and producers take note.
 *
 * <p>Any thread; from the numbers on under the log's lock. A failed write leaves the log as it was.
 */
final class LogAppender {
  private final LogName name;
  private final LogEnvironment environment;
  private final BatchValidator validator;
  private final SegmentList segments;
  private final LeaderEpochs epochs;
  private final Producers producers;
  private final ProducerSnapshots snapshots;
  private final FreshTail fresh;
  private final HighWatermark highWatermark;
  private final RecoveryPoint recoveryPoint;
  private final Object lock;

  /** Under the lock. */
  private @Nullable Recompression recompression;

  LogAppender(
      LogName name,
      LogEnvironment environment,
      SegmentList segments,
      LeaderEpochs epochs,
      Producers producers,
      ProducerSnapshots snapshots,
      FreshTail fresh,
      HighWatermark highWatermark,
      RecoveryPoint recoveryPoint,
      Object lock) {
    this.name = name;
    this.environment = environment;
    this.validator = new BatchValidator(name);
    this.segments = segments;
    this.epochs = epochs;
    this.producers = producers;
    this.snapshots = snapshots;
    this.fresh = fresh;
    this.highWatermark = highWatermark;
    this.recoveryPoint = recoveryPoint;
    this.lock = lock;
  }

  /** As {@link PartitionLog#append(ByteBuffer, int, AppendOrigin, VerificationGuard)}. */
  AppendResult append(
      ByteBuffer records,
      int leaderEpoch,
      AppendOrigin origin,
      @Nullable VerificationGuard guard,
      LogConfig config) {
    int position = records.position();
    int limit = records.limit();
    try {
      long nowMs = environment.clock().wallMs();
      Refused refused = validator.check(records, config, origin, nowMs);
      if (refused != null) {
        return refused;
      }
      ByteBuffer batches = records;
      if (config.recompresses() && origin != AppendOrigin.REPLICATION) {
        batches = recompress(records, config);
        if (batches.remaining() > config.maxMessageBytes()) {
          return tooLarge(batches, config);
        }
      }
      AppendResult result;
      synchronized (lock) {
        result = appendLocked(batches, leaderEpoch, origin, nowMs, guard, null, config);
      }
      recoveryPoint.syncIfDue(config);
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

  /** As {@link PartitionLog#end}. */
  AppendResult end(TransactionMarker marker, int leaderEpoch, LogConfig config) {
    long nowMs = environment.clock().wallMs();
    try {
      AppendResult result;
      synchronized (lock) {
        result =
            appendLocked(
                marker.batch(nowMs),
                leaderEpoch,
                AppendOrigin.COORDINATOR,
                nowMs,
                null,
                marker,
                config);
      }
      recoveryPoint.syncIfDue(config);
      return result;
    } catch (StorageException failed) {
      environment.health().report(failed);
      return new Refused(Errors.KAFKA_STORAGE_ERROR, String.valueOf(failed.getMessage()));
    }
  }

  private Refused tooLarge(ByteBuffer batches, LogConfig config) {
    return new Refused(
        Errors.MESSAGE_TOO_LARGE,
        "Recompressed batch of "
            + batches.remaining()
            + " bytes in the append to partition "
            + name
            + " exceeds the maximum configured size of "
            + config.maxMessageBytes());
  }

  private ByteBuffer recompress(ByteBuffer records, LogConfig config) {
    Recompression rebuild;
    synchronized (lock) {
      if (recompression == null || !recompression.isOf(config)) {
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
      @Nullable TransactionMarker marker,
      LogConfig config) {
    String refusal = segments.isClosed() ? name + " is closed" : environment.health().refusal();
    if (refusal != null) {
      return new Refused(Errors.KAFKA_STORAGE_ERROR, refusal);
    }
    AppendResult disorder =
        marker != null
            ? producers.check(marker, segments.view().endOffset())
            : origin == AppendOrigin.REPLICATION ? checkOffsets(records) : null;
    if (disorder != null) {
      return disorder;
    }
    boolean stamp =
        config.timestampType() == TimestampType.LOG_APPEND_TIME
            && origin != AppendOrigin.REPLICATION;
    int start = records.position();
    int end = records.limit();
    long next = segments.view().endOffset();
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
    Segment active = rollIfNeeded(end - start, maxTimestamp, baseOffset, next - 1, nowMs, config);
    AppendResult verdict =
        marker != null || origin == AppendOrigin.REPLICATION
            ? null
            : checkProducers(records, origin, guard);
    if (verdict != null) {
      return verdict;
    }
    assignEpochs(records);
    write(active, records, next, nowMs, config);
    return new Appended(baseOffset, next - 1, stamp ? nowMs : -1, segments.view().startOffset());
  }

  private @Nullable Refused checkOffsets(ByteBuffer records) {
    long next = segments.view().endOffset();
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
    long next = segments.view().endOffset();
    for (int at = records.position();
        at < records.limit();
        at += BatchHeader.sizeBytes(records, at)) {
      AppendResult verdict =
          producers.check(records, at, next, origin, segments.view().startOffset(), guard);
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
  private void write(Segment active, ByteBuffer records, long next, long nowMs, LogConfig config) {
    int start = records.position();
    int segmentPosition = active.sizeBytes();
    active.write(records);
    int last = start;
    for (int at = start; at < records.limit(); at += BatchHeader.sizeBytes(records, at)) {
      active.note(records, at, segmentPosition + at - start, config.indexIntervalBytes());
      remember(active, records, at);
      last = at;
    }
    fresh.appended(nowMs);
    segments.appended(next, BatchHeader.baseOffset(records, last), segmentPosition + last - start);
    highWatermark.appended(BatchHeader.isTransactional(records, last));
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
    if (ended != null && ended.aborted() && active.aborted().append(ended)) {
      segments.fileMade();
    }
  }

  // ---- roll

  private Segment rollIfNeeded(
      int bytes, long timestampMs, long baseOffset, long lastOffset, long nowMs, LogConfig config) {
    Segment active = segments.view().active();
    int size = active.sizeBytes();
    boolean aged =
        size > 0 && active.ageMs(nowMs, timestampMs) > config.rollMs() - jitterMs(config);
    if (size > config.segmentBytes() - bytes
        || aged
        || active.isIndexFull(config.segmentIndexBytes())
        || !active.canHold(lastOffset)) {
      return roll(baseOffset, nowMs, config);
    }
    return active;
  }

  /** Spreads the rolls of many logs; always the same for the same segment. */
  private long jitterMs(LogConfig config) {
    long bound = Math.min(config.segmentJitterMs(), config.rollMs());
    if (bound <= 0) {
      return 0;
    }
    long mixed =
        (name.hashCode() * 31L + segments.view().active().baseOffset()) * 0x9E3779B97F4A7C15L;
    return (mixed >>> 1) % bound;
  }

  /** Begins the next segment, unless the growing one is empty and begins there; under the lock. */
  Segment roll(long baseOffset, long nowMs, LogConfig config) {
    if (segments.isEmptyAt(baseOffset)) {
      return segments.view().active();
    }
    snapshots.write(baseOffset, producers);
    Segment next = segments.roll(baseOffset, config, nowMs);
    environment.diskLoop().execute(recoveryPoint::flushLogged);
    return next;
  }
}
