package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.log.AppendResult.Duplicate;
import io.jackdaw.log.AppendResult.Refused;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** What a partition lets into a transaction, and what its end does. */
class TransactionsInTheLogTest {
  private final LogFixture fixture = new LogFixture(new MemoryDisk(), Path.of("data"));
  private PartitionLog log = fixture.log();

  private static Errors error(AppendResult result) {
    return result instanceof Refused refused ? refused.error() : Errors.NONE;
  }

  private AppendResult sendUnasked(int epoch, int sequence) {
    return log.append(Batches.transactional(9, epoch, sequence, "x"), 0, AppendOrigin.CLIENT, null);
  }

  private AppendResult send(int epoch, int sequence, VerificationGuard guard) {
    return log.append(
        Batches.transactional(9, epoch, sequence, "x"), 0, AppendOrigin.CLIENT, guard);
  }

  private static TransactionMarker marker(int epoch, int coordinatorEpoch, boolean epochBumped) {
    return new TransactionMarker(9, (short) epoch, coordinatorEpoch, false, epochBumped);
  }

  private Errors abort(int epoch, int coordinatorEpoch, boolean epochBumped) {
    return error(log.end(marker(epoch, coordinatorEpoch, epochBumped), 0));
  }

  @Test
  void takesTheFirstRecordOfATransactionOnlyWithProofThatItIsKnown() {
    assertThat(error(sendUnasked(0, 0))).isEqualTo(Errors.INVALID_TXN_STATE);

    VerificationGuard guard = log.verify(9, (short) 0, 0, false);
    assertThat(send(0, 0, guard)).isInstanceOf(Appended.class);
    assertThat(log.verify(9, (short) 0, 1, false)).as("nothing to ask any more").isNull();
    assertThat(sendUnasked(0, 1)).isInstanceOf(Appended.class);
  }

  @Test
  void aProofIsWorthlessOnceTheTransactionHasEnded() {
    VerificationGuard guard = log.verify(9, (short) 0, 0, false);
    assertThat(abort(0, 1, false)).isEqualTo(Errors.NONE);
    assertThat(error(send(0, 0, guard))).isEqualTo(Errors.INVALID_TXN_STATE);
    assertThat(error(send(0, 0, new VerificationGuard()))).isEqualTo(Errors.INVALID_TXN_STATE);
  }

  @Test
  void theEndOfATransactionLeavesTheNextOnesProofWhichMayBeAskedForBefore() {
    send(0, 0, log.verify(9, (short) 0, 0, true));
    VerificationGuard late = log.verify(9, (short) 1, 0, true);
    assertThat(abort(1, 1, true)).isEqualTo(Errors.NONE);
    assertThat(send(1, 0, late)).isInstanceOf(Appended.class);
  }

  @Test
  void aProducerOfThePastIsNotAskedAbout() {
    VerificationGuard zombie = log.verify(9, (short) 0, 0, true);
    assertThat(abort(1, 1, true)).isEqualTo(Errors.NONE);
    assertThat(log.verify(9, (short) 0, 0, true)).isSameAs(VerificationGuard.FENCED);
    assertThat(error(send(0, 0, zombie))).isEqualTo(Errors.INVALID_TXN_STATE);
    assertThat(error(send(0, 0, VerificationGuard.FENCED))).isEqualTo(Errors.INVALID_TXN_STATE);
  }

  @Test
  void noHigherSequenceOvertakesTheOneThatIsBeingAskedAbout() {
    log.verify(9, (short) 0, 0, false);
    VerificationGuard guard = log.verify(9, (short) 0, 1, false);
    assertThat(error(send(0, 1, guard))).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assertThat(send(0, 0, guard)).isInstanceOf(Appended.class);
    assertThat(sendUnasked(0, 1)).isInstanceOf(Appended.class);
  }

  @Test
  void anUnknownProducerWhoseEpochIsNewWithEachTransactionBeginsAtZero() {
    VerificationGuard guard = log.verify(9, (short) 3, 2, true);
    assertThat(error(send(3, 2, guard))).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
  }

  @Test
  void aRetryIsADuplicateEvenAfterTheEnd() {
    send(0, 0, log.verify(9, (short) 0, 0, false));
    assertThat(abort(0, 1, false)).isEqualTo(Errors.NONE);
    assertThat(sendUnasked(0, 0)).isEqualTo(new Duplicate(0, 0, Batches.NOW, 0));
  }

  @Test
  void refusesMarkersOfOldProducersAndOldCoordinators() {
    send(4, 0, log.verify(9, (short) 4, 0, false));
    assertThat(abort(3, 7, false)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    assertThat(abort(4, 7, true)).as("not bumped").isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    assertThat(abort(5, 7, true)).isEqualTo(Errors.NONE);
    assertThat(abort(5, 7, true)).as("written again").isEqualTo(Errors.NONE);
    assertThat(abort(5, 6, true)).isEqualTo(Errors.TRANSACTION_COORDINATOR_FENCED);
  }

  @Test
  void whatAMarkerSaidIsKnownAfterARestart() {
    send(4, 0, log.verify(9, (short) 4, 0, false));
    send(4, 1, null);
    log.end(marker(5, 7, true), 0);
    send(5, 0, log.verify(9, (short) 5, 0, true));
    List<ProducerState> before = log.producers();

    log = fixture.restart();
    assertThat(log.producers()).isEqualTo(before);
    log.highWatermark(4);
    assertThat(log.lastStableOffset()).isEqualTo(3);
    assertThat(log.abortedTransactions(0, 3)).containsExactly(new AbortedTransaction(9, 0, 2, 3));
  }

  @Test
  void theLastStableOffsetIsNeverBeforeTheStart() {
    send(0, 0, log.verify(9, (short) 0, 0, false));
    LogFixture.append(log, Batches.of("a", "b"));
    log.highWatermark(3);
    log.deleteRecordsBefore(2);
    assertThat(log.lastStableOffset()).isEqualTo(2);
  }

  @Test
  void tellsAReaderOfASliceOnlyOfTheTransactionsThatAreInIt() {
    log = fixture.log();
    log.reconfigure(LogFixture.config("index.interval.bytes", "0"));
    for (int epoch = 0; epoch < 4; epoch++) {
      send(epoch, 0, log.verify(9, (short) epoch, 0, true));
      log.end(marker(epoch + 1, 0, true), 0);
    }
    log.highWatermark(8);
    try (LogSlice slice = log.read(0, 1, true, 8)) {
      assertThat(log.abortedTransactions(0, slice, 8))
          .containsExactly(new AbortedTransaction(9, 0, 1, 2));
    }
    try (LogSlice slice = log.read(0, 1 << 20, true, 8)) {
      assertThat(log.abortedTransactions(0, slice, 8)).hasSize(4);
    }
  }
}
