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
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads many partitions for one fetch. No state of its own; any thread. Source: KIP-74. */
public final class FetchReader {
  private static final Logger LOG = LoggerFactory.getLogger(FetchReader.class);

  private final Partitions partitions;
  private final ClusterView cluster;

  public FetchReader(Partitions partitions, ClusterView cluster) {
    this.partitions = partitions;
    this.cluster = cluster;
  }

  /**
   * Reads now or, if there is less than was asked for, as soon as there is enough or the time is
   * over. The leases in the result are the caller's; to cancel it ends the waiting.
   *
   * @param loop of the connection that asked; the caller is on it
   */
  public CompletableFuture<List<PartitionRead>> read(
      List<FetchTarget> targets, FetchLimits limits, EventLoop loop) {
    List<PartitionRead> reads = readNow(targets, limits);
    return isEnough(reads, limits)
        ? CompletableFuture.completedFuture(reads)
        : new WaitingFetch(this, targets, limits, loop).begin(reads);
  }

  /** One entry for each target, in their order. */
  List<PartitionRead> readNow(List<FetchTarget> targets, FetchLimits limits) {
    List<PartitionRead> reads = new ArrayList<>(targets.size());
    int room = limits.maxBytes();
    boolean nothingYet = true;
    for (FetchTarget target : targets) {
      int maxBytes = Math.min(target.maxBytes(), room);
      PartitionRead read = read(target, maxBytes, nothingYet, limits.committedOnly());
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

  private PartitionRead read(
      FetchTarget target, int maxBytes, boolean atLeastOneBatch, boolean committedOnly) {
    boolean byId = !target.topicId().equals(Uuid.ZERO_UUID);
    String topic = byId ? cluster.image().topicNames().get(target.topicId()) : target.topic();
    if (topic == null) {
      return PartitionRead.failed(target, "", Errors.UNKNOWN_TOPIC_ID);
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
      return read(target, partition, maxBytes, atLeastOneBatch, committedOnly);
    } catch (StorageException failure) {
      LOG.error("Read failed topic={} partition={}", topic, target.partition(), failure);
      return PartitionRead.failed(target, topic, Errors.KAFKA_STORAGE_ERROR);
    }
  }

  private static PartitionRead read(
      FetchTarget target,
      Partition partition,
      int maxBytes,
      boolean atLeastOneBatch,
      boolean committedOnly) {
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
      slice = log.read(target.offset(), maxBytes, atLeastOneBatch, upTo);
      if (slice == null) {
        return PartitionRead.failed(target, topic, Errors.OFFSET_OUT_OF_RANGE);
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
