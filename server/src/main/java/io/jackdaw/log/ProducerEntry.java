package io.jackdaw.log;

/**
 * What the log remembers of one idempotent producer: its epoch, its last batches, and the
 * transaction it has open. Owned by {@link Producers}.
 */
final class ProducerEntry {
  static final int BATCHES = 5;
  static final short NO_EPOCH = -1;

  private final long producerId;
  private short epoch;
  private int coordinatorEpoch = -1;
  private long lastTimestampMs = -1;
  private long openTransactionOffset = -1;

  // The last batches as a ring: the newest at (next - 1), batchCount of them.
  private final int[] lastSequences = new int[BATCHES];
  private final long[] lastOffsets = new long[BATCHES];
  private final int[] offsetDeltas = new int[BATCHES];
  private final long[] timestamps = new long[BATCHES];
  private int next;
  private int batchCount;

  ProducerEntry(long producerId) {
    this(producerId, NO_EPOCH);
  }

  ProducerEntry(long producerId, short epoch) {
    this.producerId = producerId;
    this.epoch = epoch;
  }

  long producerId() {
    return producerId;
  }

  short epoch() {
    return epoch;
  }

  int coordinatorEpoch() {
    return coordinatorEpoch;
  }

  long lastTimestampMs() {
    return lastTimestampMs;
  }

  /** -1 if none is open. */
  long openTransactionOffset() {
    return openTransactionOffset;
  }

  void openTransaction(long firstOffset) {
    openTransactionOffset = firstOffset;
  }

  boolean hasBatches() {
    return batchCount > 0;
  }

  /** Sequence of the last record, or -1. */
  int lastSequence() {
    return batchCount == 0 ? -1 : lastSequences[newest()];
  }

  /** Offset of the last record, or -1. */
  long lastOffset() {
    return batchCount == 0 ? -1 : lastOffsets[newest()];
  }

  /** Last minus first offset of the last batch. */
  int lastOffsetDelta() {
    return batchCount == 0 ? 0 : offsetDeltas[newest()];
  }

  private int newest() {
    return (next + BATCHES - 1) % BATCHES;
  }

  /** Slot of the remembered batch with exactly these sequences, or -1. */
  int find(int baseSequence, int lastSequence) {
    for (int i = 0; i < batchCount; i++) {
      int slot = (next + BATCHES - batchCount + i) % BATCHES;
      int base = (lastSequences[slot] - offsetDeltas[slot]) & Integer.MAX_VALUE;
      if (lastSequences[slot] == lastSequence && base == baseSequence) {
        return slot;
      }
    }
    return -1;
  }

  AppendResult.Duplicate duplicate(int slot, long logStartOffset) {
    long last = lastOffsets[slot];
    return new AppendResult.Duplicate(
        last - offsetDeltas[slot], last, timestamps[slot], logStartOffset);
  }

  void add(short batchEpoch, int lastSequence, long lastOffset, int offsetDelta, long timestampMs) {
    adoptEpoch(batchEpoch);
    lastSequences[next] = lastSequence;
    lastOffsets[next] = lastOffset;
    offsetDeltas[next] = offsetDelta;
    timestamps[next] = timestampMs;
    next = (next + 1) % BATCHES;
    batchCount = Math.min(batchCount + 1, BATCHES);
    lastTimestampMs = timestampMs;
  }

  /** A transaction marker: it ends the transaction and may bring a new epoch. */
  void endTransaction(short markerEpoch, int markerCoordinatorEpoch, long timestampMs) {
    adoptEpoch(markerEpoch);
    coordinatorEpoch = markerCoordinatorEpoch;
    openTransactionOffset = -1;
    lastTimestampMs = timestampMs;
  }

  /** Restores what a snapshot says beside the last batch. */
  void restore(int snapshotCoordinatorEpoch, long timestampMs, long transactionOffset) {
    coordinatorEpoch = snapshotCoordinatorEpoch;
    lastTimestampMs = timestampMs;
    openTransactionOffset = transactionOffset;
  }

  private void adoptEpoch(short newEpoch) {
    if (epoch != newEpoch) {
      epoch = newEpoch;
      batchCount = 0;
    }
  }

  ProducerState state() {
    return new ProducerState(
        producerId,
        epoch,
        lastSequence(),
        lastTimestampMs,
        coordinatorEpoch,
        openTransactionOffset);
  }
}
