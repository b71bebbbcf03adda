package io.jackdaw.kafka.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.share.state.StateBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Batches of ten records: {@code [0, 9], [10, 19]} and so on. */
class SharePartitionTest {
  private static final int LIMIT = 3;
  private static final long LOCKED_UNTIL = 1_000;

  private final SharePartition partition = SharePartition.startingAt(0);

  @Test
  void wholeBatchesAreAcquiredUntilThereAreEnough() {
    assertThat(acquire("a", 15)).containsExactly(new Acquired(0, 19, (short) 1));
    assertThat(partition.nextFetchOffset()).isEqualTo(20);
    assertThat(acquire("b", 1)).containsExactly(new Acquired(20, 29, (short) 1));
  }

  @Test
  void aStrictLimitCutsBatches() {
    assertThat(partition.acquire(by("a", 15, true, 2_000), 0, batches(0, 3)))
        .containsExactly(new Acquired(0, 14, (short) 1));
    assertThat(partition.nextFetchOffset()).isEqualTo(15);
    assertThat(partition.acquire(by("a", 3, true, 2_000), 15, batches(1, 3)))
        .containsExactly(new Acquired(15, 17, (short) 1));
  }

  @Test
  void piecesEndWithBatchesAtTheWantedSize() {
    Acquisition by = new Acquisition("a", 100, 20, false, 2_000, LOCKED_UNTIL);

    assertThat(partition.acquire(by, 0, batches(0, 3)))
        .containsExactly(new Acquired(0, 19, (short) 1), new Acquired(20, 29, (short) 1));
  }

  @Test
  void noMoreIsOnItsWayThanThereAreLocks() {
    assertThat(partition.acquire(by("a", 100, false, 15), 0, batches(0, 5)))
        .containsExactly(new Acquired(0, 19, (short) 1));
    assertThat(partition.hasRoom(15)).isFalse();

    acknowledge("a", 0, 9, Acknowledgement.ACCEPT);

    assertThat(partition.hasRoom(15)).isTrue();
  }

  @Test
  void whatIsAcceptedOrRejectedIsDoneAndMovesTheStart() {
    acquire("a", 20);

    assertThat(acknowledge("a", 0, 4, Acknowledgement.ACCEPT)).isEqualTo(Errors.NONE);
    assertThat(acknowledge("a", 10, 19, Acknowledgement.REJECT)).isEqualTo(Errors.NONE);

    assertThat(partition.startOffset()).isEqualTo(5);
    StateChange change = change();
    assertThat(change.startOffset()).isEqualTo(5);
    assertThat(change.completeCount()).isEqualTo(10);
    assertThat(change.batches()).containsExactly(state(10, 19, StateBatch.ARCHIVED, 1));
    assertThat(acknowledge("a", 5, 9, Acknowledgement.ACCEPT)).isEqualTo(Errors.NONE);
    assertThat(partition.startOffset()).isEqualTo(20);
    assertThat(partition.takeChange()).isEqualTo(new StateChange(20, 0, List.of()));
    assertThat(partition.takeChange()).isNull();
  }

  @Test
  void typesMayDifferByOffsetAndGapsAreDone() {
    acquire("a", 10);

    Errors error =
        acknowledge(
            "a",
            new Acknowledgement(
                0,
                4,
                Arrays.asList(
                    Acknowledgement.ACCEPT,
                    Acknowledgement.ACCEPT,
                    Acknowledgement.RELEASE,
                    Acknowledgement.GAP,
                    Acknowledgement.REJECT)));

    assertThat(error).isEqualTo(Errors.NONE);
    assertThat(partition.startOffset()).isEqualTo(2);
    assertThat(partition.nextFetchOffset()).isEqualTo(2);
    assertThat(change().batches())
        .containsExactly(state(2, 2, StateBatch.AVAILABLE, 1), state(3, 4, StateBatch.ARCHIVED, 1));
  }

  @Test
  void whatIsReleasedComesAgainUntilItWasTriedTooOften() {
    for (int count = 1; count <= LIMIT; count++) {
      assertThat(acquire("a", 10)).containsExactly(new Acquired(0, 9, (short) count));
      acknowledge("a", 0, 9, Acknowledgement.RELEASE);
    }

    assertThat(partition.startOffset()).isEqualTo(10);
    assertThat(acquire("a", 10)).containsExactly(new Acquired(10, 19, (short) 1));
  }

  @Test
  void aLockThatIsOverGivesTheRecordBackAndCountsTheDelivery() {
    acquire("a", 10);
    assertThat(partition.nextLockEndMs()).isEqualTo(LOCKED_UNTIL);

    assertThat(partition.expire(LOCKED_UNTIL - 1, LIMIT)).isFalse();
    assertThat(partition.expire(LOCKED_UNTIL, LIMIT)).isTrue();

    assertThat(acknowledge("a", 0, 9, Acknowledgement.ACCEPT))
        .isEqualTo(Errors.INVALID_RECORD_STATE);
    assertThat(acquire("b", 10)).containsExactly(new Acquired(0, 9, (short) 2));
  }

  @Test
  void renewingALockKeepsTheRecord() {
    acquire("a", 10);

    assertThat(acknowledge("a", 0, 4, Acknowledgement.RENEW)).isEqualTo(Errors.NONE);
    partition.expire(LOCKED_UNTIL, LIMIT);

    assertThat(partition.nextFetchOffset()).isEqualTo(5);
    assertThat(acknowledge("a", 0, 4, Acknowledgement.ACCEPT)).isEqualTo(Errors.NONE);
  }

  @Test
  void whoGoesGivesBackWhatWasPerhapsNeverSeen() {
    acquire("a", 10);
    acquire("b", 10);

    assertThat(partition.giveBack("a")).isTrue();

    assertThat(acquire("c", 10)).containsExactly(new Acquired(0, 9, (short) 1));
    assertThat(partition.giveBack("a")).isFalse();
  }

  @Test
  void nobodyAcknowledgesWhatAnotherHasOrNobodyHas() {
    acquire("a", 10);

    assertThat(acknowledge("b", 0, 9, Acknowledgement.ACCEPT))
        .isEqualTo(Errors.INVALID_RECORD_STATE);
    assertThat(acknowledge("a", 5, 15, Acknowledgement.ACCEPT)).isEqualTo(Errors.INVALID_REQUEST);
    assertThat(partition.startOffset()).isZero();
    assertThat(acknowledge("a", 0, 9, Acknowledgement.ACCEPT)).isEqualTo(Errors.NONE);
    assertThat(acknowledge("a", 0, 9, Acknowledgement.ACCEPT))
        .isEqualTo(Errors.INVALID_RECORD_STATE);
  }

  @Test
  void recordsOfAbortedTransactionsAreDoneUnseen() {
    List<RecordSpan> read = List.of(new RecordSpan(9, true), new RecordSpan(19, false));

    assertThat(partition.acquire(by("a", 10, false, 2_000), 0, read))
        .containsExactly(new Acquired(10, 19, (short) 1));
    assertThat(partition.startOffset()).isEqualTo(10);
  }

  @Test
  void whatTheLogHasLostIsNotWaitedFor() {
    acquire("a", 30);

    partition.logStartsAt(15);

    assertThat(partition.startOffset()).isEqualTo(15);
    assertThat(acknowledge("a", 10, 29, Acknowledgement.ACCEPT)).isEqualTo(Errors.NONE);
    assertThat(partition.startOffset()).isEqualTo(30);
    partition.logStartsAt(100);
    assertThat(partition.nextFetchOffset()).isEqualTo(100);
  }

  @Test
  void offsetsThatAreNotInTheLogAnyMoreAreAcquiredWithTheirNeighbours() {
    assertThat(partition.acquire(by("a", 10, false, 2_000), 0, List.of(new RecordSpan(29, false))))
        .containsExactly(new Acquired(0, 29, (short) 1));
  }

  @Test
  void whatIsStoredIsGoneOnWith() {
    SharePartition loaded =
        SharePartition.of(
            5,
            List.of(
                state(10, 14, StateBatch.ACKNOWLEDGED, 1), state(15, 19, StateBatch.AVAILABLE, 2)));

    assertThat(loaded.nextFetchOffset()).isEqualTo(5);
    assertThat(loaded.endOffset()).isEqualTo(20);
    assertThat(loaded.takeChange()).isNull();
    assertThat(loaded.acquire(by("a", 100, false, 2_000), 5, batches(0, 3)))
        .containsExactly(
            new Acquired(5, 9, (short) 1),
            new Acquired(15, 19, (short) 3),
            new Acquired(20, 29, (short) 1));
  }

  @Test
  void whereItBeginsIsToBeStored() {
    assertThat(SharePartition.startingAt(7).takeChange())
        .isEqualTo(new StateChange(7, 0, List.of()));
  }

  @Test
  void acknowledgementsThatMakeNoSenseAreNamed() {
    assertThat(flaw(new Acknowledgement(0, 1, List.of(Acknowledgement.ACCEPT)))).isEmpty();
    assertThat(flaw(new Acknowledgement(2, 1, List.of(Acknowledgement.ACCEPT)))).isNotEmpty();
    assertThat(flaw(new Acknowledgement(0, 1, List.of()))).isNotEmpty();
    assertThat(flaw(new Acknowledgement(0, 1, List.of((byte) 9)))).isNotEmpty();
    assertThat(flaw(new Acknowledgement(0, 1, List.of(Acknowledgement.RENEW)))).isNotEmpty();
    assertThat(flaw(new Acknowledgement(0, 3, List.of((byte) 1, (byte) 1)))).isNotEmpty();
    assertThat(
            flaw(
                new Acknowledgement(0, 3, List.of((byte) 1)),
                new Acknowledgement(3, 4, List.of((byte) 1))))
        .isNotEmpty();
  }

  private StateChange change() {
    return Objects.requireNonNull(partition.takeChange());
  }

  private static String flaw(Acknowledgement... list) {
    return Acknowledgement.flaw(List.of(list), false);
  }

  private List<Acquired> acquire(String member, int most) {
    long from = partition.nextFetchOffset();
    return partition.acquire(by(member, most, false, 2_000), from, batches(from / 10, 10));
  }

  private static Acquisition by(String member, int most, boolean strict, int maxLocks) {
    return new Acquisition(member, most, 1_000, strict, maxLocks, LOCKED_UNTIL);
  }

  private static List<RecordSpan> batches(long first, int count) {
    RecordSpan[] spans = new RecordSpan[count];
    for (int i = 0; i < count; i++) {
      spans[i] = new RecordSpan((first + i) * 10 + 9, false);
    }
    return List.of(spans);
  }

  private Errors acknowledge(String member, long first, long last, byte type) {
    return acknowledge(member, new Acknowledgement(first, last, List.of(type)));
  }

  private Errors acknowledge(String member, Acknowledgement one) {
    return partition.acknowledge(member, List.of(one), LIMIT, 2 * LOCKED_UNTIL);
  }

  private static StateBatch state(long first, long last, byte state, int count) {
    return new StateBatch(first, last, state, (short) count);
  }
}
