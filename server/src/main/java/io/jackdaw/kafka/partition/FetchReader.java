package io.jackdaw.kafka.partition;

import io.jackdaw.disk.StorageException;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.log.AbortedTransaction;
import io.jackdaw.log.EpochEnd;
import io.jackdaw.log.LogSlice;
import io.jackdaw.log.PartitionLog;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads many partitions for one fetch. No state of its own; any thread. Source: KIP-74.
 *
 * <pre>
 *   all of it appended a moment ago ──────────────────────────▶ read on the event loop
 *   some of it may be on the disk only ──disk thread: read, bring into memory──▶ event loop
 * </pre>
 */
public final class FetchReader {
  private static final Logger LOG = LoggerFactory.getLogger(FetchReader.class);

  private final Partitions partitions;
  private final ClusterView cluster;
  private final Executor diskThreads;

  /**
   * @param diskThreads for reads that may have to wait for the disk
   */
  public FetchReader(Partitions partitions, ClusterView cluster, Executor diskThreads) {
    this.partitions = partitions;
    this.cluster = cluster;
    this.diskThreads = diskThreads;
  }

  /**
   * Reads now or, if there is less than was asked for, as soon as there is enough or the time is
   * over. The leases in the result are the caller's; to cancel it ends the waiting.
   *
   * @param loop of the connection that asked; the caller is on it
   */
  public CompletableFuture<List<PartitionRead>> read(
      List<FetchTarget> targets, FetchLimits limits, EventLoop loop) {
    List<PartitionRead> reads = readFresh(targets, limits);
    if (reads == null) {
      return new WaitingFetch(this, targets, limits, loop).beginCold();
    }
    return isEnough(reads, limits)
        ? CompletableFuture.completedFuture(reads)
        : new WaitingFetch(this, targets, limits, loop).begin(reads);
  }

  /**
   * One entry for each target, in their order; null if something of it may have to come from the
   * disk.
   */
  @Nullable List<PartitionRead> readFresh(List<FetchTarget> targets, FetchLimits limits) {
    List<PartitionRead> reads = readNow(targets, limits, false);
    if (reads.size() == targets.size()) {
      return reads;
    }
    reads.forEach(PartitionRead::release);
    return null;
  }

  /** Reads on a disk thread, and completes there once what was read is in memory. */
  CompletableFuture<List<PartitionRead>> readCold(List<FetchTarget> targets, FetchLimits limits) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<PartitionRead> reads = readNow(targets, limits, true);
          reads.forEach(FetchReader::warm);
          return reads;
        },
        diskThreads);
  }

  private static void warm(PartitionRead read) {
    LogSlice slice = read.slice();
    try {
      if (slice != null) {
        slice.warm();
      }
    } catch (StorageException failure) {
      // Whoever sends it finds out, and the connection ends: the records are not readable.
      LOG.error("Read failed topic={} partition={}", read.topic(), read.target(), failure);
    }
  }

  /** Ends early at the first target that would have to wait for the disk and may not. */
  private List<PartitionRead> readNow(
      List<FetchTarget> targets, FetchLimits limits, boolean mayWait) {
    List<PartitionRead> reads = new ArrayList<>(targets.size());
    int room = limits.maxBytes();
    boolean nothingYet = true;
    for (FetchTarget target : targets) {
      int maxBytes = Math.min(target.maxBytes(), room);
      PartitionRead read = read(target, maxBytes, nothingYet, limits.committedOnly(), mayWait);
      if (read == null) {
        break;
      }
      reads.add(read);
      room = Math.max(0, room - read.bytes());
      nothingYet &= read.bytes() == 0;
    }
    return reads;
  }

  /** Whether a fetch with this result has to be answered without waiting. */
  static boolean isEnough(List<PartitionRead> reads, FetchLimits limits) {
    if (limits.maxWaitMs() <= 0) {
      return true;
    }
    long bytes = 0;
    boolean anyKnown = false;
    for (PartitionRead read : reads) {
      bytes += read.bytes();
      anyKnown |= !read.isUnknown();
      if (read.endsWaiting()) {
        return true;
      }
    }
    return bytes >= limits.minBytes() || !anyKnown;
  }

  /** The partition to wait for; null if it is not here. */
  @Nullable Partition partition(PartitionRead read) {
    return partitions.find(read.topic(), read.target().partition());
  }

  /** Whether the topic that a session began to read has been deleted, and another has its name. */
  private boolean isReplaced(FetchTarget target) {
    return !target.topic().isEmpty() && partitions.find(target.topic(), target.partition()) != null;
  }

  /** Null if it may have to wait and must not. */
  private @Nullable PartitionRead read(
      FetchTarget target,
      int maxBytes,
      boolean atLeastOneBatch,
      boolean committedOnly,
      boolean mayWait) {
    boolean byId = !target.topicId().equals(Uuid.ZERO_UUID);
    String topic = byId ? cluster.image().topicNames().get(target.topicId()) : target.topic();
    if (topic == null) {
      return PartitionRead.failed(
          target, "", isReplaced(target) ? Errors.INCONSISTENT_TOPIC_ID : Errors.UNKNOWN_TOPIC_ID);
    }
    Partition partition = partitions.find(topic, target.partition());
    if (partition == null) {
      return PartitionRead.failed(target, topic, partitions.absence(topic, target.partition()));
    }
    if (byId && !partition.topicId().equals(target.topicId())) {
      return PartitionRead.failed(target, topic, Errors.INCONSISTENT_TOPIC_ID);
    }
    Errors refusal = partition.check(target.leaderEpoch());
    if (refusal != Errors.NONE) {
      return PartitionRead.failed(target, topic, refusal);
    }
    try {
      return read(target, partition, maxBytes, atLeastOneBatch, committedOnly, mayWait);
    } catch (StorageException failure) {
      LOG.error("Read failed topic={} partition={}", topic, target.partition(), failure);
      return PartitionRead.failed(target, topic, Errors.KAFKA_STORAGE_ERROR);
    }
  }

  private static @Nullable PartitionRead read(
      FetchTarget target,
      Partition partition,
      int maxBytes,
      boolean atLeastOneBatch,
      boolean committedOnly,
      boolean mayWait) {
    String topic = partition.name().topic();
    PartitionLog log = partition.log();
    long highWatermark = partition.highWatermark();
    long stable = Math.min(partition.lastStableOffset(), highWatermark);
    if (target.lastFetchedEpoch() >= 0
        && log.endOffsetForEpoch(target.lastFetchedEpoch()).endOffset() < 0) {
      return PartitionRead.failed(target, topic, Errors.OFFSET_OUT_OF_RANGE);
    }
    EpochEnd diverging = diverging(target, log);
    LogSlice slice = null;
    List<AbortedTransaction> aborted = List.of();
    if (diverging.endOffset() < 0) {
      long upTo = committedOnly ? stable : highWatermark;
      slice =
          mayWait
              ? log.read(target.offset(), maxBytes, atLeastOneBatch, upTo)
              : log.readFresh(target.offset(), maxBytes, atLeastOneBatch, upTo);
      if (slice == null && !partition.log().equals(log)) {
        // It has just gone on in another log directory.
        return read(target, partition, maxBytes, atLeastOneBatch, committedOnly, mayWait);
      }
      if (slice == null) {
        return PartitionRead.failed(target, topic, Errors.OFFSET_OUT_OF_RANGE);
      }
      if (slice.isCold()) {
        slice.close();
        return null;
      }
      if (slice.isEmpty()) {
        slice.close();
        slice = null;
      } else if (committedOnly) {
        aborted = aborted(log, target.offset(), slice, stable);
      }
    }
    return new PartitionRead(
        target,
        topic,
        Errors.NONE,
        highWatermark,
        stable,
        log.logStartOffset(),
        slice,
        diverging,
        aborted);
  }

  private static List<AbortedTransaction> aborted(
      PartitionLog log, long from, LogSlice slice, long stable) {
    try {
      return log.abortedTransactions(from, slice, stable);
    } catch (StorageException failure) {
      slice.close();
      throw failure;
    }
  }

  /** Source: KIP-595, LastFetchedEpoch. */
  private static EpochEnd diverging(FetchTarget target, PartitionLog log) {
    if (target.lastFetchedEpoch() < 0) {
      return EpochEnd.UNKNOWN;
    }
    EpochEnd end = log.endOffsetForEpoch(target.lastFetchedEpoch());
    boolean same =
        end.leaderEpoch() >= target.lastFetchedEpoch() && end.endOffset() >= target.offset();
    return same ? EpochEnd.UNKNOWN : end;
  }
}
