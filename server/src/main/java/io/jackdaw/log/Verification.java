package io.jackdaw.log;

/**
 * A producer whose transaction is being asked about. Until its first record is in the log no higher
 * sequence than the lowest that was offered may overtake it. Owned by {@link Producers}.
 */
final class Verification {
  private final VerificationGuard guard = new VerificationGuard();
  private final boolean epochBumped;
  private long sinceMs;
  private short epoch;
  private int lowestSequence;

  Verification(short epoch, int sequence, boolean epochBumped, long nowMs) {
    this.epoch = epoch;
    this.lowestSequence = sequence;
    this.epochBumped = epochBumped;
    this.sinceMs = nowMs;
  }

  VerificationGuard guard() {
    return guard;
  }

  /** Whether the epoch is new with each transaction, so that its first sequence is 0. */
  boolean epochBumped() {
    return epochBumped;
  }

  /**
   * Whether a marker of this epoch ends an earlier transaction. Where each transaction has an epoch
   * of its own, the marker bears that of the next, whose first record may be asked about before the
   * marker is written.
   */
  boolean outlives(short markerEpoch) {
    return epochBumped && epoch >= markerEpoch;
  }

  int lowestSequence() {
    return lowestSequence;
  }

  long sinceMs() {
    return sinceMs;
  }

  void offered(short batchEpoch, int sequence, long nowMs) {
    sinceMs = nowMs;
    if (batchEpoch > epoch) {
      epoch = batchEpoch;
      lowestSequence = sequence;
    } else if (batchEpoch == epoch) {
      lowestSequence = Math.min(lowestSequence, sequence);
    }
  }
}
