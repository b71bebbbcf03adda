package io.jackdaw.log;

import io.jackdaw.log.AppendResult.Refused;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The producers of one log: what makes a retried batch a duplicate, a gap an error, and an old
 * epoch a zombie; and which transactions are open.
 *
 * <p>Under the log's lock. Source: KIP-98, KIP-360, KIP-890.
 */
final class Producers {
  private final LogName log;
  private final Map<Long, ProducerEntry> byId = new HashMap<>();

  /** Producers whose transaction is being asked about, and has no record here yet. */
  private final Map<Long, Verification> verifications = new HashMap<>();

  /** First offsets of transactions that are open, with their producers. */
  private final NavigableMap<Long, Long> open = new TreeMap<>();

  /** First offsets of ended transactions whose marker (the value) is not yet committed. */
  private final NavigableMap<Long, Long> ended = new TreeMap<>();

  Producers(LogName log) {
    this.log = log;
  }

  /** A transaction that a marker has ended. */
  record Ended(
      long producerId, long firstOffset, long markerOffset, boolean aborted, long stableOffset) {}

  Collection<ProducerEntry> entries() {
    return byId.values();
  }

  List<ProducerState> states() {
    return byId.values().stream().map(ProducerEntry::state).toList();
  }

  /** What each wrote last, by id. */
  Map<Long, LastOfProducer> last() {
    Map<Long, LastOfProducer> last = HashMap.newHashMap(byId.size());
    byId.forEach((id, it) -> last.put(id, new LastOfProducer(it.lastOffset(), it.epoch())));
    return last;
  }

  void clear() {
    byId.clear();
    verifications.clear();
    open.clear();
    ended.clear();
  }

  /** Takes a producer over from a snapshot. */
  void restore(ProducerEntry producer) {
    byId.put(producer.producerId(), producer);
    if (producer.openTransactionOffset() >= 0) {
      open.put(producer.openTransactionOffset(), producer.producerId());
    }
  }

  /** Forgets producers that were silent for so long, unless they have a transaction open. */
  void expire(long nowMs, long expiryMs) {
    byId.values()
        .removeIf(it -> it.openTransactionOffset() < 0 && nowMs - it.lastTimestampMs() >= expiryMs);
    verifications.values().removeIf(it -> nowMs - it.sinceMs() >= expiryMs);
  }

  /**
   * Begins to ask about a producer's transaction, before its first record is appended.
   *
   * @param sequence of the record; -1 for those of coordinators, which have none
   * @return what to append with; null if the transaction is open here, so that nothing is to be
   *     asked; {@link VerificationGuard#FENCED} if a newer epoch has been here
   */
  @Nullable VerificationGuard verify(
      long id, short epoch, int sequence, boolean epochBumped, long nowMs) {
    ProducerEntry producer = byId.get(id);
    if (producer != null && epoch < producer.epoch()) {
      return VerificationGuard.FENCED;
    }
    if (hasOpenTransaction(id, epoch)) {
      return null;
    }
    Verification verification = verifications.get(id);
    if (verification == null) {
      verification = new Verification(epoch, sequence, epochBumped, nowMs);
      verifications.put(id, verification);
    } else {
      verification.offered(epoch, sequence, nowMs);
    }
    return verification.guard();
  }

  private boolean hasOpenTransaction(long id, short epoch) {
    ProducerEntry producer = byId.get(id);
    return producer != null && producer.openTransactionOffset() >= 0 && producer.epoch() == epoch;
  }

  /**
   * Decides about a batch before it is appended at {@code offset}: null if it may be appended.
   * Changes nothing.
   *
   * @param guard what {@link #verify} gave for a transactional batch
   */
  @Nullable AppendResult check(
      ByteBuffer buffer,
      int at,
      long offset,
      AppendOrigin origin,
      long logStartOffset,
      @Nullable VerificationGuard guard) {
    long id = BatchHeader.producerId(buffer, at);
    if (id == BatchHeader.NO_PRODUCER || origin == AppendOrigin.REPLICATION) {
      return null;
    }
    ProducerEntry producer = byId.get(id);
    short epoch = BatchHeader.producerEpoch(buffer, at);
    boolean client = origin == AppendOrigin.CLIENT;
    if (client && producer != null && epoch == producer.epoch()) {
      int slot =
          producer.find(BatchHeader.baseSequence(buffer, at), BatchHeader.lastSequence(buffer, at));
      if (slot >= 0) {
        return producer.duplicate(slot, logStartOffset);
      }
    }
    boolean transactional = BatchHeader.isTransactional(buffer, at);
    boolean control = BatchHeader.isControl(buffer, at);
    if (transactional && !control && !hasOpenTransaction(id, epoch) && !isVerified(id, guard)) {
      return refuse(
          Errors.INVALID_TXN_STATE,
          "Record of producer %d at offset %d in %s was not part of an ongoing transaction",
          id,
          offset,
          log);
    }
    Refused refused = checkEpoch(producer, epoch, offset);
    if (refused == null && client) {
      refused = checkSequence(id, producer, epoch, BatchHeader.baseSequence(buffer, at), offset);
    }
    if (refused == null
        && producer != null
        && producer.openTransactionOffset() >= 0
        && !transactional) {
      return refuse(
          Errors.INVALID_TXN_STATE,
          "Expected a transactional write from producer %d at offset %d in %s",
          id,
          offset,
          log);
    }
    return refused;
  }

  private boolean isVerified(long id, @Nullable VerificationGuard guard) {
    Verification verification = verifications.get(id);
    return guard != null && verification != null && verification.guard() == guard;
  }

  /** Decides about a marker: null if it may be appended. Changes nothing. */
  @Nullable Refused check(TransactionMarker marker, long offset) {
    ProducerEntry producer = byId.get(marker.producerId());
    if (producer == null) {
      return null;
    }
    short epoch = marker.producerEpoch();
    boolean reused = marker.epochBumped() && epoch == producer.epoch();
    if (epoch < producer.epoch() || (reused && producer.openTransactionOffset() >= 0)) {
      return staleEpoch(producer, epoch, offset);
    }
    return marker.coordinatorEpoch() >= producer.coordinatorEpoch()
        ? null
        : refuse(
            Errors.TRANSACTION_COORDINATOR_FENCED,
            "Invalid coordinator epoch for producer %d at offset %d in %s: %d (zombie), %d"
                + " (current)",
            marker.producerId(),
            offset,
            log,
            marker.coordinatorEpoch(),
            producer.coordinatorEpoch());
  }

  private @Nullable Refused checkEpoch(@Nullable ProducerEntry producer, short epoch, long offset) {
    return producer == null || epoch >= producer.epoch()
        ? null
        : staleEpoch(producer, epoch, offset);
  }

  private Refused staleEpoch(ProducerEntry producer, short epoch, long offset) {
    return refuse(
        Errors.INVALID_PRODUCER_EPOCH,
        "Epoch of producer %d at offset %d in %s is %d, which is smaller than the last seen"
            + " epoch %d",
        producer.producerId(),
        offset,
        log,
        epoch,
        producer.epoch());
  }

  private @Nullable Refused checkSequence(
      long id, @Nullable ProducerEntry producer, short epoch, int baseSequence, long offset) {
    Verification verification = verifications.get(id);
    if (verification != null
        && (baseSequence > verification.lowestSequence()
            || (verification.epochBumped() && baseSequence != 0 && producer == null))) {
      return outOfOrder(id, baseSequence, verification.lowestSequence(), offset);
    }
    if (producer == null) {
      return null;
    }
    if (epoch != producer.epoch()) {
      return baseSequence == 0 || producer.epoch() == ProducerEntry.NO_EPOCH
          ? null
          : refuse(
              Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
              "Invalid sequence number for new epoch of producer %d at offset %d in %s: %d"
                  + " (request epoch), %d (seq. number), %d (current producer epoch)",
              id,
              offset,
              log,
              epoch,
              baseSequence,
              producer.epoch());
    }
    int last = producer.lastSequence();
    boolean follows = baseSequence == ((last + 1) & Integer.MAX_VALUE);
    return follows ? null : outOfOrder(id, baseSequence, last, offset);
  }

  private Refused outOfOrder(long id, int baseSequence, int last, long offset) {
    return refuse(
        Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
        "Out of order sequence number for producer %d at offset %d in %s: %d (incoming seq."
            + " number), %d (current end sequence number)",
        id,
        offset,
        log,
        baseSequence,
        last);
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static Refused refuse(Errors error, String format, Object... values) {
    return new Refused(error, String.format(java.util.Locale.ROOT, format, values));
  }

  /**
   * Remembers an appended batch, whose offsets are final. A transaction marker needs its {@link
   * Marker} read by the caller.
   *
   * @return the transaction that it ended, or null
   */
  @Nullable Ended update(ByteBuffer buffer, int at, @Nullable Marker marker) {
    long id = BatchHeader.producerId(buffer, at);
    if (id == BatchHeader.NO_PRODUCER) {
      return null;
    }
    ProducerEntry producer = byId.get(id);
    if (producer == null) {
      producer = new ProducerEntry(id);
      byId.put(id, producer);
    }
    short epoch = BatchHeader.producerEpoch(buffer, at);
    long base = BatchHeader.baseOffset(buffer, at);
    if (BatchHeader.isControl(buffer, at)) {
      verifications.computeIfPresent(id, (same, it) -> it.outlives(epoch) ? it : null);
      return marker == null ? null : end(producer, epoch, base, marker);
    }
    verifications.remove(id);
    producer.add(
        epoch,
        BatchHeader.lastSequence(buffer, at),
        BatchHeader.lastOffset(buffer, at),
        BatchHeader.lastOffsetDelta(buffer, at),
        BatchHeader.maxTimestamp(buffer, at));
    if (BatchHeader.isTransactional(buffer, at) && producer.openTransactionOffset() < 0) {
      producer.openTransaction(base);
      open.put(base, id);
    }
    return null;
  }

  private @Nullable Ended end(ProducerEntry producer, short epoch, long offset, Marker marker) {
    long first = producer.openTransactionOffset();
    producer.endTransaction(epoch, marker.coordinatorEpoch(), marker.timestampMs());
    if (first < 0) {
      return null;
    }
    open.remove(first);
    ended.put(first, offset);
    long stable = open.isEmpty() ? offset + 1 : open.firstKey();
    return new Ended(producer.producerId(), first, offset, marker.aborts(), stable);
  }

  /** First offset of the oldest transaction not ended, or ended but not committed; or max. */
  long firstUnstableOffset(long highWatermark) {
    while (!ended.isEmpty() && ended.firstEntry().getValue() < highWatermark) {
      ended.pollFirstEntry();
    }
    long firstOpen = open.isEmpty() ? Long.MAX_VALUE : open.firstKey();
    long firstEnded = ended.isEmpty() ? Long.MAX_VALUE : ended.firstKey();
    return Math.min(firstOpen, firstEnded);
  }
}
